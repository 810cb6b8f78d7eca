import { PageTabs } from "#components/ui/page-tabs.tsx";

export function EnvironmentTabs() {
  return (
    <PageTabs
      label="Environments"
      pages={[
        { href: "/environments", label: "Matrix" },
        { href: "/environments/ci", label: "CI" },
      ]}
    />
  );
}
