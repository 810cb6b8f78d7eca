/** What does the native device protocol say? The part of the contract that a device needs. */

export interface App {
  image: string;
  digest: string | null;
  version: string | null;
}

export type Apps = Record<string, App>;

export interface OfferedAction {
  id: number;
  kind: "update" | "rollback";
  product: string;
  image: string;
  digest: string | null;
  version: string | null;
}

/** The answer to a poll. */
export interface TargetState {
  pollSeconds: number;
  action: OfferedAction | null;
  /** What the server thinks that the device runs. */
  apps: Apps;
}

export type ReportStatus =
  "accepted" | "downloading" | "installing" | "installed" | "healthy" | "failed" | "rolledBack";

export interface Report {
  actionId?: number;
  status?: ReportStatus;
  progress?: number;
  message?: string;
  apps?: Apps;
}

export interface ReportAnswer {
  accepted: boolean;
  reason?: string;
}
