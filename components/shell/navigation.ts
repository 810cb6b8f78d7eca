import {
  CalendarDays,
  Boxes,
  Bell,
  BookOpen,
  Cpu,
  Database,
  Gauge,
  Globe,
  GitCompareArrows,
  History,
  KeyRound,
  Layers,
  LayoutDashboard,
  LayoutTemplate,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Package,
  RadioTower,
  Rocket,
  ScrollText,
  Users,
  UsersRound,
  Webhook,
  Workflow,
} from "lucide-react";
import type { Scope } from "#lib/access/rules/scopes.ts";

export type Place = {
  href: string;
  label: string;
  icon: LucideIcon;
  keys?: string;
  scope?: Scope;
  /** About the whole house: for nobody who sees some teams' products alone. */
  house?: true;
};
export type PlaceGroup = { label: string; places: Place[] };

/** Every page that the side navigation, the palette and the keyboard lead to. */
export const placeGroups: PlaceGroup[] = [
  {
    label: "Releases",
    places: [
      { href: "/", label: "Overview", icon: LayoutDashboard, keys: "g o" },
      { href: "/deployments", label: "Deployments", icon: ListChecks, scope: "deployments:read" },
      { href: "/queue", label: "Queue", icon: ListOrdered, keys: "g q", scope: "deployments:read" },
      { href: "/calendar", label: "Calendar", icon: CalendarDays, keys: "g k", scope: "deployments:read" },
      { href: "/rollouts", label: "Rollouts", icon: Rocket, keys: "g r", scope: "rollouts:read" },
      { href: "/rollbacks", label: "Rollbacks", icon: History, keys: "g b", scope: "rollbacks:read" },
      { href: "/policies", label: "Policies", icon: Workflow, keys: "g p", scope: "policies:read" },
      { href: "/environments", label: "Environments", icon: Layers, keys: "g n", scope: "environments:read" },
      { href: "/templates", label: "Templates", icon: LayoutTemplate, keys: "g t", scope: "templates:read" },
      { href: "/products", label: "Products", icon: Package, keys: "g v", scope: "products:read" },
      { href: "/risk", label: "Risk", icon: Gauge, scope: "deployments:read", house: true },
      { href: "/diffs", label: "Compare builds", icon: GitCompareArrows, scope: "versions:read" },
    ],
  },
  {
    label: "Fleet",
    places: [
      { href: "/devices", label: "Devices", icon: Cpu, keys: "g d", scope: "devices:read", house: true },
      { href: "/fleets", label: "Fleets", icon: Boxes, keys: "g f", scope: "fleets:read", house: true },
    ],
  },
  {
    label: "Connections",
    places: [
      { href: "/webhooks", label: "Webhooks", icon: Webhook, keys: "g w", scope: "webhooks:read" },
      { href: "/registries", label: "Registries", icon: Database, scope: "registries:read" },
      { href: "/settings/cdn", label: "CDN", icon: Globe, keys: "g c", scope: "regions:read" },
      {
        href: "/settings/notifications",
        label: "Notifications",
        icon: Bell,
        scope: "notifications:read",
      },
      { href: "/settings/hawkbit", label: "hawkBit", icon: RadioTower, scope: "tokens:write" },
      { href: "/events", label: "Event log", icon: ScrollText, keys: "g e", scope: "events:read" },
    ],
  },
  {
    label: "Access",
    places: [
      { href: "/tokens", label: "API tokens", icon: KeyRound, scope: "tokens:read" },
      { href: "/users", label: "Users", icon: Users, scope: "users:read" },
      { href: "/teams", label: "Teams", icon: UsersRound, scope: "users:read" },
      { href: "/docs", label: "API reference", icon: BookOpen },
    ],
  },
];

export const places = placeGroups.flatMap((group) => group.places);

/** Says whether to offer a place to somebody. The page asks again. */
export function isOpenTo(place: Place, me: { scopes: readonly Scope[]; isLimited: boolean }): boolean {
  return (place.scope === undefined || me.scopes.includes(place.scope)) && !(place.house && me.isLimited);
}

/** Says whether a page lies at or under a place, so that one rollout still marks "Rollouts". */
export function isAt(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
