mod number {
    #[goflow::main]
    async fn main() -> u32 {
        3
    }
}

mod plain {
    use goflow::prelude::*;

    #[goflow::main]
    fn main() -> Pipeline {
        pipeline! { numbers -> discard; }
    }

    #[source]
    fn numbers() -> impl Iterator<Item = u64> {
        0..10
    }
}

mod ran {
    #[goflow::main]
    async fn main() -> Result<(), goflow::Error> {
        Ok(())
    }
}

mod hidden {
    #[goflow::main]
    fn main() -> impl std::process::Termination {}
}

fn main() {}
