// Language tags as pages write them. A test compares it with the same function in
// crates/challenge-cards/src/i18n/language_tag.rs.

/**
 * The language tag in this text: `sv-SE` for `sv_SE`, `sv_SE.UTF-8` and `sv_SE@euro`.
 * Empty where there is none, as in `C` and `Swedish`.
 */
export function languageTag(text: string): string {
  const tag = text.trim().replace(/[.@].*/, "").replaceAll("_", "-");
  return /^[a-z]{2,3}(-[a-z\d]{1,8})*$/i.test(tag) ? tag : "";
}
