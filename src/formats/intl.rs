//! Numbers, dates and plural categories by the browser's `Intl`.

use challenge_cards::i18n::{Formats, Year, numbering_system};
use challenge_model::{Moment, UnixMillis};
use js_sys::{Array, Date, Function, Object, Reflect};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};

/// The formatters of one language, made once.
pub(super) struct IntlFormats {
    plural: Option<SendWrapper<Function>>,
    number: Option<SendWrapper<Function>>,
    day: Option<SendWrapper<Function>>,
    day_of_year: Option<SendWrapper<Function>>,
    time: Option<SendWrapper<Function>>,
}

impl IntlFormats {
    /// The formatters of a language. A malformed tag gives those of English.
    pub(super) fn new(tag: &str) -> Self {
        // Not every browser knows that a region has another name in tags than on signs.
        let britain = tag
            .strip_suffix("-UK")
            .map(|language| [language, "-GB"].concat());
        let tag = britain.as_deref().unwrap_or(tag);
        // Not left to the browser, whose data may be older than the server's.
        let digits = ("numberingSystem", numbering_system(tag));
        let calendar = ("calendar", "gregory");
        // A date is passed as what the clock showed where it was written, in UTC.
        let utc = ("timeZone", "UTC");
        let dates = |options: &[(&'static str, &'static str)]| {
            let options = [&[digits, calendar][..], options].concat();
            method(tag, "DateTimeFormat", "format", &options)
        };
        Self {
            plural: method(tag, "PluralRules", "select", &[]),
            number: method(tag, "NumberFormat", "format", &[digits]),
            day: dates(&[utc, ("day", "numeric"), ("month", "long")]),
            day_of_year: dates(&[utc, ("dateStyle", "long")]),
            time: dates(&[("timeStyle", "short")]),
        }
    }
}

impl Formats for IntlFormats {
    fn category(&self, number: u32) -> String {
        call(self.plural.as_ref(), &number.into()).unwrap_or_default()
    }

    fn number(&self, number: u32) -> String {
        call(self.number.as_ref(), &number.into()).unwrap_or_else(|| number.to_string())
    }

    fn day(&self, moment: Moment, year: Year) -> String {
        let format = match year {
            Year::Understood => &self.day,
            Year::Shown => &self.day_of_year,
        };
        call(format.as_ref(), &date(moment.wall_clock())).unwrap_or_default()
    }

    /// A time of day in the shopper's time zone.
    fn time(&self, at: UnixMillis) -> String {
        call(self.time.as_ref(), &date(at)).unwrap_or_default()
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "JavaScript has no dates beyond these either"
)]
fn date(at: UnixMillis) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

/// A method of a new `Intl` object, bound to it. The constructor throws when the tag
/// is malformed; the object is made for English then.
fn method(
    tag: &str,
    class: &str,
    method: &str,
    options: &[(&str, &str)],
) -> Option<SendWrapper<Function>> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    let settings = Object::new();
    for (name, value) in options {
        Reflect::set(&settings, &(*name).into(), &(*value).into()).ok()?;
    }
    let of = |tag: &str| Reflect::construct(&class, &Array::of2(&tag.into(), &settings));
    let formatter = of(tag).or_else(|_| of("en")).ok()?;
    let method: Function = Reflect::get(&formatter, &method.into())
        .ok()?
        .dyn_into()
        .ok()?;
    Some(SendWrapper::new(method.bind0(&formatter)))
}

fn call(method: Option<&SendWrapper<Function>>, value: &JsValue) -> Option<String> {
    method?.call1(&JsValue::NULL, value).ok()?.as_string()
}
