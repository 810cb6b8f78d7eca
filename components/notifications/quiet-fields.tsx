import { EVERY_DAY, type RuleFields } from "#components/notifications/rule-fields.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TimeZoneField } from "#components/ui/time-zone-field.tsx";

const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

type QuietFieldsProps = {
  fields: RuleFields;
  set: (change: Partial<RuleFields>) => void;
  problemOf: (path: string) => string | undefined;
};

/** When nobody is to be woken: what comes meanwhile is told together afterwards. */
export function QuietFields({ fields, set, problemOf }: QuietFieldsProps) {
  return (
    <div className="space-y-3">
      <Switch
        label="Quiet hours"
        help="What comes meanwhile is told together when they end."
        checked={fields.isQuiet}
        onCheckedChange={(isQuiet) => set({ isQuiet })}
      />
      {fields.isQuiet && (
        <div className="space-y-3 rounded-md border border-line p-3">
          <div className="grid gap-3 sm:grid-cols-[7rem_7rem_minmax(0,1fr)]">
            <Field label="From" error={problemOf("quietHours")}>
              <Input type="time" value={fields.from} onChange={(event) => set({ from: event.target.value })} required />
            </Field>
            <Field label="To">
              <Input type="time" value={fields.to} onChange={(event) => set({ to: event.target.value })} required />
            </Field>
            <TimeZoneField
              value={fields.timeZone}
              onChange={(timeZone) => set({ timeZone })}
              error={problemOf("quietHours.timeZone")}
            />
          </div>
          <fieldset>
            <legend className="mb-1 font-medium">Nights and days that begin on</legend>
            <div className="flex flex-wrap gap-x-4 gap-y-1">
              {EVERY_DAY.map((day) => (
                <Checkbox
                  key={day}
                  label={DAY_NAMES[day - 1]}
                  checked={fields.days.includes(day)}
                  // The last day stays: no day at all would mean no quiet hours.
                  disabled={fields.days.length === 1 && fields.days.includes(day)}
                  onChange={(event) =>
                    set({
                      days: EVERY_DAY.filter((other) =>
                        other === day ? event.target.checked : fields.days.includes(other),
                      ),
                    })
                  }
                />
              ))}
            </div>
          </fieldset>
          <Checkbox
            label="Except what needs somebody"
            help="What is critical comes at once all the same."
            checked={fields.exceptCritical}
            onChange={(event) => set({ exceptCritical: event.target.checked })}
          />
        </div>
      )}
    </div>
  );
}
