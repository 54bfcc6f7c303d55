//! HMAC-SHA256, in one place so that the module holds it once.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// A secret, ready to sign with. It must never be shown, so it has no `Debug`.
#[derive(Clone)]
pub(crate) struct MacKey(Hmac<Sha256>);

impl MacKey {
    /// Takes a secret of any length: as HMAC asks, a long one is hashed, a short one is filled up with zeros.
    #[inline(never)]
    pub(crate) fn new(secret: &[u8]) -> Self {
        let mut block = [0; 64];
        let mut fill = |bytes: &[u8]| block.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
        if secret.len() > 64 {
            fill(&Sha256::digest(secret));
        } else {
            fill(secret);
        }
        Self(Hmac::new(&block.into()))
    }

    /// The signature of a message that is given in parts.
    #[inline(never)]
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.signed(parts).finalize().into_bytes().into()
    }

    /// Whether a message has this signature, in a time that does not tell how much of it is right.
    #[inline(never)]
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.signed(&[message]).verify_slice(signature).is_ok()
    }

    fn signed(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

/// Whether two texts of which one is secret are the same, in a time that tells nothing of either: both are hashed under one key, and
/// the hashes are compared in constant time.
pub(crate) fn same(shown: &[u8], ours: &[u8]) -> bool {
    let key = MacKey::new(b"the same?");
    key.verify(shown, &key.sign(&[ours]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_every_length_sign_as_hmac_does() {
        for length in [0, 1, 63, 64, 65, 200] {
            let secret = vec![7; length];
            let expected = Hmac::<Sha256>::new_from_slice(&secret).unwrap().chain_update("ab").finalize().into_bytes();
            assert_eq!(MacKey::new(&secret).sign(&[b"a", b"b"]), *expected);
            assert!(MacKey::new(&secret).verify(b"ab", &expected));
            assert!(!MacKey::new(&secret).verify(b"ab", &expected[1..]));
        }
    }
}
