//! `wx.connectSocket` to a real server that speaks TLS on loopback: trusted, not trusted, not allowed.

use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::thread;

use futures_util::{SinkExt as _, StreamExt as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::accept_async;

use crate::support::{Wxhost, root};

/// Starts an echo server with the test authority's certificate for `localhost`; its port. It lives as long as the test.
fn echo() -> u16 {
    let file = |name: &str| root().join("tests/it/tls").join(name);
    let chain = vec![CertificateDer::from_pem_file(file("certificate.pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(file("key.pem")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_no_client_auth().with_single_cert(chain, key).expect("a key that fits");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = StdListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let Ok(mut socket) = accept_async(stream).await else { return };
                    while let Some(Ok(message)) = socket.next().await {
                        // The library answers a goodbye by itself.
                        if !message.is_close() && socket.send(message).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
    });
    port
}

#[test]
fn wss_reaches_servers_that_the_system_trusts_and_no_others() {
    let port = echo();
    let folder = tempfile::tempdir().expect("a folder");
    let script = format!(
        "const s = wx.connectSocket({{ url: 'wss://localhost:{port}/' }});
        s.onOpen(() => s.send({{ data: '你好' }}));
        s.onMessage((m) => {{ console.log('echo', m.data); s.close({{}}) }});
        s.onClose((e) => console.log('closed', e.code));
        s.onError((e) => console.log('error', e.errMsg))"
    );
    std::fs::write(folder.path().join("s.js"), script).expect("a file");
    let run = || Wxhost::new(["run", "s.js", "--format", "console"]).within(folder.path());
    let authority = root().join("tests/it/tls/authority.pem");
    let ran = run().env("SSL_CERT_FILE", &authority.display().to_string()).run().expect(0, &[]);
    assert_eq!(ran.out, "echo 你好\nclosed 1000\n");
    let ran = run().env("SSL_CERT_FILE", &root().join("tests/it/tls/certificate.pem").display().to_string()).run();
    assert!(ran.out.starts_with("error Error in connection establishment: invalid peer certificate"), "{ran:?}");
}

#[test]
fn wss_to_an_address_that_nobody_allowed_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = "const s = wx.connectSocket({ url: 'wss://chat.example.com/', fail: (e) => console.log(e.errMsg) })";
    std::fs::write(folder.path().join("s.js"), script).expect("a file");
    let ran = Wxhost::new(["run", "s.js", "--format", "console"]).within(folder.path()).run();
    ran.expect(5, &["connectSocket:fail", "wss://chat.example.com/ is answered by nobody", "--allow-host chat.example.com"]);
}
