//! The types of the npm package `js/harness`, as TypeScript's own compiler reads them.

use std::process::Command;

use crate::auto::automator;
use crate::support::{npm, packages, root};

/// What a suite may write, each line marked that must be refused.
const SUITE: &str = "import { start, until, type App } from 'wxhost-harness'
import automator from 'miniprogram-automator'

async function suite(): Promise<void> {
  const app: App = await start({ project: '.', port: 0, set: { 'platform.session': 'expired' }, allowHosts: ['a.example'], automator })
  const program = await app.connect()
  const page = await program.currentPage()
  const list: string[] = await until(async () => (await page?.data('list')) as string[] | undefined, { timeout: 10 })
  const { code, output }: { code: number | null; output: string } = await app.stop()
  // @ts-expect-error: a port is a number
  await start({ port: '9420' })
  // @ts-expect-error: there is no such option
  await start({ projct: '.' })
  // @ts-expect-error: a code may be null
  const certain: number = (await app.stop()).code
  console.log(list.length, code, output, certain)
}
void suite
";

#[test]
fn typescript_reads_the_types_as_they_are_meant() {
    let (Some(modules), wanted) = (automator(), ["typescript@5.9.3", "@types/node@22.19.1"]) else { return };
    let Some(typescript) = packages("npm-typescript", &wanted.join(" "), |folder| vec![npm(folder, &wanted)]) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("suite.ts"), SUITE).expect("a file");
    // What the client's own types need and npm does not bring with it.
    std::fs::write(folder.path().join("others.d.ts"), "declare module 'ws'\n").expect("a file");
    let harness = root().join("js/harness/index.d.ts");
    let paths = serde_json::json!({
        "compilerOptions": {
            "strict": true, "noEmit": true, "module": "node16", "moduleResolution": "node16", "target": "es2022",
            "esModuleInterop": true, "skipLibCheck": false, "types": ["node"],
            "typeRoots": [typescript.join("node_modules/@types")],
            "paths": { "wxhost-harness": [harness], "*": [modules.join("*"), typescript.join("node_modules/*")] },
        },
        "files": ["suite.ts", "others.d.ts"],
    });
    std::fs::write(folder.path().join("tsconfig.json"), paths.to_string()).expect("a file");
    let mut node = Command::new("node");
    node.arg(typescript.join("node_modules/typescript/bin/tsc")).arg("--project").arg(folder.path());
    let output = node.output().expect("tsc runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
}
