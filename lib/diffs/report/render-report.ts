import { layOutReport } from "#lib/diffs/report/lay-out-report.ts";
import { printPdf } from "#lib/diffs/report/print-pdf.ts";
import type { ReportData } from "#lib/diffs/report/report-data.ts";

/** Sets a report. Runs in a thread: a long one takes seconds. */
export function renderReport(data: ReportData): Promise<Uint8Array> {
  return printPdf(layOutReport(data));
}
