// What of a text that came from anywhere can be kept?

/**
 * Puts U+FFFD in the place of what no database and no JSON document can hold: NUL, and halves of characters, which also
 * arise where a text is cut in the middle of one. Keys of members too.
 */
export function toStorable<Value>(value: Value): Value {
  return clean(value) as Value;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[\0\p{Surrogate}]/gu, "\uFFFD");
  if (Array.isArray(value)) return value.map(clean);
  // Dates and the like are no records of texts.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), clean(item)]));
}
