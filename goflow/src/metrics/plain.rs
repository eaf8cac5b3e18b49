//! From OpenMetrics to the older text of Prometheus.
//!
//! The two have the same samples. What is different are the names of families: in OpenMetrics a
//! counter `a` has the sample `a_total`, and an info `a` the sample `a_info`; in the older text a
//! family has the name of its samples. It knows neither units nor an end.

/// The same metrics in the text format 0.0.4.
pub(super) fn from_open_metrics(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // OpenMetrics as it is written here has the type right behind the help.
    let mut help = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            help = rest.split_once(' ');
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap_or((rest, "untyped"));
            let (suffix, kind) = match kind {
                "counter" => ("_total", "counter"),
                "info" => ("_info", "gauge"),
                "unknown" => ("", "untyped"),
                kind => ("", kind),
            };
            if let Some((_, words)) = help.take() {
                plain += &format!("# HELP {name}{suffix} {words}\n");
            }
            plain += &format!("# TYPE {name}{suffix} {kind}\n");
        } else if !line.starts_with('#') {
            plain += line;
            plain.push('\n');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_get_the_names_of_their_samples() {
        let open = "\
# HELP a_seconds Time.
# TYPE a_seconds counter
# UNIT a_seconds seconds
a_seconds_total{b=\"# TYPE\"} 1.5
# HELP c What.
# TYPE c info
c_info{version=\"1\"} 1
# HELP d Level.
# TYPE d gauge
d 1
# EOF
";
        let plain = "\
# HELP a_seconds_total Time.
# TYPE a_seconds_total counter
a_seconds_total{b=\"# TYPE\"} 1.5
# HELP c_info What.
# TYPE c_info gauge
c_info{version=\"1\"} 1
# HELP d Level.
# TYPE d gauge
d 1
";
        assert_eq!(from_open_metrics(open), plain);
    }
}
