//! Random texts that nobody can guess.

/// 64 hexadecimal digits, made of 32 random bytes.
///
/// # Errors
///
/// When the system gives no random numbers.
pub(crate) fn text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
