//! The certificate authority of one folder: `ca.pem`, which clients of `--proxy` are to trust, and its key.
//!
//! The authority is made for one folder and one host: a constraint in it says that it can only vouch for `api.weixin.qq.com`, so
//! trusting it opens no other door.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::world::platform::HOST;

/// The certificate that clients are to trust.
const CERTIFICATE: &str = "ca.pem";
/// Its key, which nobody else may read.
const KEY: &str = "ca-key.pem";

/// Why an authority or a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("{file}: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{file}: {reason}")]
    Content {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// The authority of a folder.
#[derive(Debug)]
pub struct Authority {
    file: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// The authority of a folder, made there if it is not there yet.
    ///
    /// # Errors
    /// Its files cannot be read or written, or are not what this made.
    pub fn of_folder(folder: &Path) -> Result<Self, CertificateError> {
        make_folder(folder).map_err(|source| failed(folder, source))?;
        let (file, key_file) = (folder.join(CERTIFICATE), folder.join(KEY));
        if !key_file.exists() {
            return Self::make(file, &key_file);
        }
        let pem = std::fs::read_to_string(&key_file).map_err(|source| failed(&key_file, source))?;
        let key = KeyPair::from_pem(&pem).map_err(|error| wrong(&key_file, error))?;
        if !file.exists() {
            let reason = format!("is missing, though {KEY} is there; delete {KEY}, and both are made anew");
            return Err(wrong(&file, reason));
        }
        Ok(Self { file, issuer: Issuer::new(of_authority(), key) })
    }

    /// The file that clients are to trust.
    pub fn file(&self) -> &Path {
        &self.file
    }

    fn make(file: PathBuf, key_file: &Path) -> Result<Self, CertificateError> {
        let key = KeyPair::generate().map_err(|error| wrong(key_file, error))?;
        let certificate = of_authority().self_signed(&key).map_err(|error| wrong(&file, error))?;
        // The key comes last: where it is, the certificate is complete.
        write(&file, &certificate.pem(), 0o644)?;
        write(key_file, &key.serialize_pem(), 0o600)?;
        Ok(Self { file, issuer: Issuer::new(of_authority(), key) })
    }

    /// What a server needs to pass for WeChat's.
    pub(super) fn server_config(&self) -> Result<Arc<ServerConfig>, CertificateError> {
        let failed = |error: &dyn std::fmt::Display| wrong(&self.file, error);
        let key = KeyPair::generate().map_err(|error| failed(&error))?;
        let mut params = CertificateParams::new([HOST.to_owned()]).map_err(|error| failed(&error))?;
        params.distinguished_name = named(HOST);
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2049, 12, 31));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let leaf = params.signed_by(&key, &self.issuer).map_err(|error| failed(&error))?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        config(vec![leaf.der().clone()], key).map_err(|error| failed(&error))
    }
}

/// What a server needs to show the certificate in these files.
pub(super) fn of_files(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, CertificateError> {
    let read = |file: &Path| std::fs::read(file).map_err(|source| failed(file, source));
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(certificate)?).collect();
    let chain = chain.map_err(|error| wrong(certificate, error))?;
    if chain.is_empty() {
        return Err(wrong(certificate, "holds no certificate in PEM form"));
    }
    let secret = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| wrong(key, "holds no private key in PEM form"))?;
    config(chain, secret).map_err(|error| wrong(key, error))
}

fn config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = versions.with_no_client_auth().with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn of_authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("wxhost, for api.weixin.qq.com only");
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2049, 12, 31));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let only = vec![GeneralSubtree::DnsName(HOST.to_owned())];
    params.name_constraints = Some(NameConstraints { permitted_subtrees: only, excluded_subtrees: Vec::new() });
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// Makes a folder for secrets if it is not there, for its owner only.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Writes a file whole or not at all.
fn write(file: &Path, text: &str, mode: u32) -> Result<(), CertificateError> {
    let temporary = file.with_extension(format!("new-{}", std::process::id()));
    let written = private(&temporary, mode).and_then(|mut open| open.write_all(text.as_bytes()).and_then(|()| open.sync_all()));
    written.and_then(|()| std::fs::rename(&temporary, file)).map_err(|source| {
        // What is left of it is of no use to anybody.
        let _ = std::fs::remove_file(&temporary);
        failed(file, source)
    })
}

#[cfg(unix)]
fn private(file: &Path, mode: u32) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(file)
}

#[cfg(not(unix))]
fn private(file: &Path, _: u32) -> std::io::Result<std::fs::File> {
    std::fs::File::create(file)
}

fn failed(file: &Path, source: std::io::Error) -> CertificateError {
    CertificateError::File { file: file.to_owned(), source }
}

fn wrong(file: &Path, reason: impl std::fmt::Display) -> CertificateError {
    CertificateError::Content { file: file.to_owned(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_stays_the_same_in_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = Authority::of_folder(folder.path()).unwrap();
        let pem = std::fs::read_to_string(first.file()).unwrap();
        let again = Authority::of_folder(folder.path()).unwrap();
        assert_eq!(std::fs::read_to_string(again.file()).unwrap(), pem);
        assert!(again.server_config().is_ok());
        let other = tempfile::tempdir().unwrap();
        let other = Authority::of_folder(other.path()).unwrap();
        assert_ne!(std::fs::read_to_string(other.file()).unwrap(), pem);
    }

    #[test]
    fn files_that_are_not_ours_are_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(KEY), "nonsense").unwrap();
        let error = Authority::of_folder(folder.path()).unwrap_err().to_string();
        assert!(error.contains(KEY), "{error}");
        let error = Authority::of_folder(&folder.path().join(KEY)).unwrap_err();
        assert!(matches!(error, CertificateError::File { .. }), "{error}");
        assert!(Authority::of_folder(&folder.path().join("new/folder")).is_ok());
        let error = of_files(&folder.path().join(KEY), &folder.path().join(KEY)).unwrap_err().to_string();
        assert!(error.ends_with("holds no certificate in PEM form"), "{error}");
    }
}
