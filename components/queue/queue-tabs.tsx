import { PageTabs } from "#components/ui/page-tabs.tsx";

const PAGES = [
  { href: "/queue", label: "Line" },
  { href: "/queue/timeline", label: "Timeline" },
  { href: "/queue/schedules", label: "Schedules" },
];

export function QueueTabs() {
  return <PageTabs label="Queue" pages={PAGES} />;
}
