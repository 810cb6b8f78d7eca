import { formatNumber, formatPercent } from "#components/ui/format.ts";
import type { CalibrationMonth } from "#lib/risk/view.ts";

/** Predicted and actual failures of each month, the newest first. */
export function MonthTable({ months }: { months: readonly CalibrationMonth[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left tabular-nums">
        <thead className="text-xs text-muted">
          <tr className="border-b border-line">
            <th scope="col" className="px-3 py-1.5 font-medium">
              Month
            </th>
            {["Ended", "Predicted", "Actual", "Brier"].map((name) => (
              <th key={name} scope="col" className="px-3 py-1.5 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {months.toReversed().map(({ month, count, predicted, actual, brier }) => (
            <tr key={month}>
              <th scope="row" className="px-3 py-1.5 font-medium">
                {month}
              </th>
              <td className="px-3 py-1.5 text-right">{formatNumber(count)}</td>
              <td className="px-3 py-1.5 text-right">{formatPercent(predicted)}</td>
              <td className="px-3 py-1.5 text-right">{formatPercent(actual)}</td>
              <td className="px-3 py-1.5 text-right">{brier.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
