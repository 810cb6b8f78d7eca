import { Gauge } from "lucide-react";
import { CalibrationChart } from "#components/risk/calibration-chart.tsx";
import { MonthTable } from "#components/risk/month-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Stat, StatStrip } from "#components/ui/stat.tsx";
import type { CalibrationView } from "#lib/risk/view.ts";

/** How good predictions were: altogether, by how sure they were, and by month. */
export function Calibration({ view }: { view: CalibrationView }) {
  const { outcomes, isCalibrated, calibratedFrom, quality, bins, months, model } = view;
  if (quality === null) {
    return (
      <Panel>
        <EmptyState icon={Gauge} title="Nothing to compare yet">
          Every deployment is assessed before it starts. When the first ones have ended, predictions are compared here
          with what became of them.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <div className="grid gap-4">
      {!isCalibrated && (
        <Notice title="Not calibrated here yet">
          {formatNumber(model?.ownOutcomes ?? 0)} of {formatNumber(calibratedFrom)} deployments have ended. Until then
          the probability rests on assumptions and on other projects’ commits.
        </Notice>
      )}
      <StatStrip>
        <Stat label="Ended deployments" value={formatNumber(outcomes)} />
        <Stat label="Brier score" value={quality.brier.toFixed(3)} detail="0 is perfect; the lower, the better" />
        <Stat
          label="Distance from the diagonal"
          value={quality.ece.toFixed(3)}
          detail="Predicted against actual shares"
        />
        <Stat
          label="Failures ranked higher"
          value={quality.auc === null ? "–" : quality.auc.toFixed(2)}
          detail="AUC: 0.5 is chance, 1 is perfect"
        />
        <Stat label="Model fitted" value={model ? <RelativeTime at={model.fittedAt} /> : "Built in"} />
      </StatStrip>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="Predicted against actual" bodyClassName="p-3">
          <CalibrationChart bins={bins} />
          <p className="mt-2 text-center text-xs text-muted">
            Across: predicted. Up: failed. A larger dot is more deployments.
          </p>
        </Panel>
        <Panel title="By month">
          <MonthTable months={months} />
        </Panel>
      </div>
    </div>
  );
}
