/** What fields for time zones suggest: they name this list as `time-zones`. */
export function TimeZones() {
  return (
    <datalist id="time-zones">
      {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
        <option key={zone} value={zone} />
      ))}
    </datalist>
  );
}
