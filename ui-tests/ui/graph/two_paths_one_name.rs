use goflow::prelude::*;

mod x {
    use goflow::prelude::*;
    #[task]
    pub fn parse(line: String) -> u64 {
        line.len() as u64
    }
}

mod y {
    use goflow::prelude::*;
    #[task]
    pub fn parse(n: u64) -> u64 {
        n
    }
}

#[source]
fn lines() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        lines -> x::parse -> y::parse -> print;
    };
}
