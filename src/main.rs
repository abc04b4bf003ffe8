fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut host = wxhost::Host::open(&args[1]).unwrap();
    if let Some(name) = args.get(2) {
        host = host.scenario(name).unwrap();
    }
    let f = host.run().unwrap();
    if args.get(3).is_some() {
        println!("{}", f.trace.to_jsonl());
    }
    println!(
        "{}",
        wxhost::report::text::render(
            &f.trace,
            &wxhost::report::text::Options { lang: wxhost::lang::Lang::En, width: 140, color: false, all: false }
        )
    );
    println!("{:?}", f.verdict);
}
