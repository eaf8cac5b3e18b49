//! What the process uses, by the names that Prometheus' own libraries give it.

use std::fmt;

use super::families::Families;

/// What `/proc` tells; nothing where there is none.
#[derive(Debug, Default, PartialEq)]
struct Process {
    cpu_seconds: Option<f64>,
    resident_bytes: Option<f64>,
    virtual_bytes: Option<f64>,
    threads: Option<f64>,
    open_files: Option<f64>,
    most_files: Option<f64>,
    started: Option<f64>,
}

pub(super) fn write(families: &mut Families<'_>) -> fmt::Result {
    let process = Process::read();
    let cpu = process.cpu_seconds.map(|seconds| (Vec::new(), seconds));
    families.seconds("process_cpu", "Time that processors spent on the process", cpu)?;
    let gauges = [
        (
            "process_resident_memory_bytes",
            "Memory that the process has in RAM",
            process.resident_bytes,
        ),
        (
            "process_virtual_memory_bytes",
            "Memory that the process has mapped",
            process.virtual_bytes,
        ),
        ("process_threads", "Threads of the process", process.threads),
        ("process_open_fds", "Files and sockets that the process has open", process.open_files),
        ("process_max_fds", "Files and sockets that the process may have open", process.most_files),
        ("process_start_time_seconds", "When the process started, since 1970", process.started),
    ];
    for (name, help, value) in gauges {
        families.gauges(name, help, value.map(|value| (Vec::new(), value)))?;
    }
    Ok(())
}

/// Ticks of a second in `/proc`: Linux gives all programs this number, whatever its own clock does.
const TICKS: f64 = 100.0;

impl Process {
    fn read() -> Self {
        let text = |path| std::fs::read_to_string(path).unwrap_or_default();
        let mut process = Self::parse(
            &text("/proc/self/stat"),
            &text("/proc/self/status"),
            &text("/proc/self/limits"),
            &text("/proc/stat"),
        );
        // The folder that is read here is one of them.
        let open = std::fs::read_dir("/proc/self/fd").ok().map(|all| all.count());
        process.open_files = open.map(|count| count.saturating_sub(1) as f64);
        process
    }

    fn parse(stat: &str, status: &str, limits: &str, system: &str) -> Self {
        // The program's name stands in parentheses, and may have spaces and parentheses itself.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        // proc(5) counts from 1, and the rest begins with field 3.
        let field = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
        let ticks = |number| field(number).map(|ticks| ticks / TICKS);
        let line = |text: &str, start: &str, at: usize| {
            let line = text.lines().find_map(|line| line.strip_prefix(start))?;
            line.split_whitespace().nth(at)?.parse::<f64>().ok()
        };
        let kib = |name| line(status, name, 0).map(|kib| kib * 1024.0);
        let booted = line(system, "btime ", 0);
        Self {
            cpu_seconds: ticks(14).zip(ticks(15)).map(|(user, system)| user + system),
            resident_bytes: kib("VmRSS:"),
            virtual_bytes: kib("VmSize:"),
            threads: line(status, "Threads:", 0),
            open_files: None,
            most_files: line(limits, "Max open files", 0),
            started: booted.zip(ticks(22)).map(|(booted, after)| booted + after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proc_says_is_read() {
        let stat =
            "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 3 0 12345 1000 2 18";
        let status = "Name:\ta\nVmSize:\t   2048 kB\nVmRSS:\t    1024 kB\nThreads:\t3\n";
        let limits = "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n";
        let process = Process::parse(stat, status, limits, "cpu 1 2 3\nbtime 1700000000\n");
        let expected = Process {
            cpu_seconds: Some(2.0),
            resident_bytes: Some(1_048_576.0),
            virtual_bytes: Some(2_097_152.0),
            threads: Some(3.0),
            open_files: None,
            most_files: Some(1024.0),
            started: Some(1_700_000_123.45),
        };
        assert_eq!(process, expected);
        assert_eq!(Process::parse("", "", "", ""), Process::default());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_all_of_it() {
        let process = Process::read();
        assert!(process.resident_bytes.is_some_and(|bytes| bytes > 100_000.0), "{process:?}");
        assert!(process.open_files.is_some_and(|files| files >= 3.0), "{process:?}");
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
        assert!(process.started.is_some_and(|at| at > now - 86_400.0 && at < now + 5.0));
        assert!(process.cpu_seconds.is_some() && process.threads.is_some());
    }
}
