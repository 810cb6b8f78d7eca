// Who comes first in the line?

export const PRIORITIES = ["critical", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** As a number that sorts: 0 comes first. */
export function rankOf(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

export interface Standing {
  id: string;
  priorityRank: number;
  enqueuedAt: Date;
}

/** Orders by priority, then by age; two of the same instant keep an order all the same. */
export function compareInLine(a: Standing, b: Standing): number {
  return (
    a.priorityRank - b.priorityRank ||
    a.enqueuedAt.getTime() - b.enqueuedAt.getTime() ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
