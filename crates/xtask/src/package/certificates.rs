//! The certificates that an image trusts: Mozilla's list, in the version that `Cargo.lock` names,
//! so that an image does not depend on the machine that made it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// How many characters a line of PEM has.
const LINE: usize = 64;

/// All certificates in one file, as PEM.
pub(super) fn pem() -> String {
    let mut text = String::new();
    for certificate in TLS_SERVER_ROOT_CERTS {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let encoded = BASE64_STANDARD.encode(certificate);
        for line in encoded.as_bytes().chunks(LINE) {
            // Base64 is ASCII, and writing to a String cannot fail.
            let _ = writeln!(text, "{}", String::from_utf8_lossy(line));
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_certificate_has_a_beginning_an_end_and_short_lines() {
        let pem = pem();

        let begins = pem.matches("-----BEGIN CERTIFICATE-----").count();
        assert_eq!(begins, TLS_SERVER_ROOT_CERTS.len());
        assert_eq!(pem.matches("-----END CERTIFICATE-----").count(), begins);
        assert!(begins > 100, "{begins}");
        assert!(pem.lines().all(|line| line.len() <= LINE));
    }
}
