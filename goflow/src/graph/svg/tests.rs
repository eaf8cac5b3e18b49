use super::super::sample;
use super::*;

/// Compares with the file of that name; with `UPDATE=1` writes it.
fn is_the_picture(graph: &Graph, name: &str) {
    let path = format!("{}/src/graph/svg/pictures/{name}.svg", env!("CARGO_MANIFEST_DIR"));
    let svg = graph.to_svg();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(svg == expected, "{path} differs: look at what `UPDATE=1` makes of it");
}

#[test]
fn pictures_are_those_that_were_looked_at() {
    is_the_picture(&sample::seed(), "seed");
    is_the_picture(&sample::labelled(), "labelled");
    is_the_picture(&sample::hostile(), "hostile");
    is_the_picture(&sample::fifty(), "fifty");
    is_the_picture(&Graph::default(), "empty");
}

#[test]
fn each_node_has_an_id_of_its_own() {
    let mut graph = Graph::default();
    for name in ["discard", "discard", "discard_2", "discard"] {
        graph.add_node(Node::new(name, Kind::Output));
    }
    let svg = graph.to_svg();
    let ids: Vec<&str> =
        svg.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids, ["node-discard", "node-discard_3", "node-discard_2", "node-discard_4"]);
}

#[test]
fn the_same_graph_has_the_same_picture() {
    assert_eq!(sample::fifty().to_svg(), sample::fifty().to_svg());
}

#[test]
fn the_live_picture_leaves_colours_and_numbers_to_the_page() {
    let svg = Svg { graph: &sample::labelled(), look: Look::Live }.to_string();
    assert!(!svg.contains("<style>") && !svg.contains("<rect"));
    assert!(svg.contains("id=\"node-parse\""));
    // Every edge has a place for its rate.
    assert_eq!(svg.matches("<g class=\"edge").count(), 7);
    assert!(
        svg.lines()
            .filter(|line| line.starts_with("<g class=\"edge"))
            .all(|line| line.contains("data-x="))
    );
}
