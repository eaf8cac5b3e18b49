#[goflow::main]
struct Main;
