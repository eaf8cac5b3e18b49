use goflow::prelude::*;

mod tasks {
    use goflow::prelude::*;

    #[source]
    pub fn lines() -> impl Iterator<Item = String> {
        std::iter::empty()
    }

    #[task]
    pub fn parse(line: String) -> Option<u64> {
        line.parse().ok()
    }

    #[output]
    pub fn print(text: String) {
        println!("{text}");
    }
}

fn main() {
    let _flow = pipeline! {
        tasks::lines -> first: tasks::parse -> tasks::print;
    };
}
