import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { healthOperation, readyOperation } from "#lib/http/operations/system.ts";
import { isGatewayPath } from "#lib/gateway/paths.ts";
import { environment } from "#lib/kernel/environment.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { makeProgram } from "./program.ts";
import packageJson from "../package.json" with { type: "json" };

/** What lies in deploy/ names commands, settings, ports and addresses of the program: here each is held against it. */
const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, "deploy", file), "utf8");
const settings = new Set(Object.keys(environment.shape));
/** Not ours: Node's, Next's, and those of the database beside us. */
const OTHERS = new Set(["NODE_ENV", "NEXT_TELEMETRY_DISABLED"]);
const commands = new Map((await makeProgram()).commands.map((command) => [command.name(), command]));

function expectSettings(names: readonly string[]): void {
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !settings.has(name) && !OTHERS.has(name))).toEqual([]);
}

function expectCommand([name = "", ...options]: readonly string[]): void {
  const command = commands.get(name);
  expect(command, name).toBeDefined();
  const known = command?.options.map(({ long }) => long) ?? [];
  expect(options.filter((option) => !known.includes(option))).toEqual([]);
}

describe("the container recipe", () => {
  const recipe = read("container/Containerfile");
  const stage = recipe.split(/^FROM /m).at(-1) ?? "";

  it("names settings, a program and a command that there are", () => {
    const [, block = ""] = /^ENV ((?:.*\\\n)*.*)$/m.exec(stage) ?? [];
    expectSettings([...block.matchAll(/(\w+)=/g)].map(([, name = ""]) => name));
    const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(stage)?.[1] ?? "[]") as string[];
    expect(entry).toEqual(["node", "bin/slipway.ts"]);
    expectCommand(JSON.parse(/^CMD (.*)$/m.exec(stage)?.[1] ?? "[]") as string[]);
  });

  it("asks at the right port and address whether it is well, and runs as nobody in particular", () => {
    expect(stage).toContain(`EXPOSE ${loadConfig({}).port}\n`);
    expect(stage).toContain(`http://127.0.0.1:\${process.env.PORT}${healthOperation.path}\``);
    expect(stage).toMatch(/^USER 10001:10001$/m);
    expect(stage).toContain("VOLUME /data\n");
    expect(stage).toMatch(/SLIPWAY_DATA_DIR=\/data$/m);
  });

  it("takes in everything that the build reads, and nothing that a checkout has grown", () => {
    const ignored = readFileSync(path.join(root, ".dockerignore"), "utf8").split("\n").filter(Boolean);
    for (const needed of ["app", "bin", "components", "lib", "prisma", "public", "scripts", "package.json"]) {
      expect(ignored).not.toContain(needed);
    }
    for (const grown of ["node_modules", ".next", ".slipway", ".git"]) expect(ignored).toContain(grown);
  });
});

describe("the compose file", () => {
  interface Service {
    command?: string[];
    read_only?: boolean;
    environment: Record<string, string>;
    ports?: string[];
    depends_on?: Record<string, { condition: string }>;
    build?: { dockerfile: string };
    volumes: string[];
    healthcheck?: unknown;
  }
  const text = read("compose/compose.yaml");
  const { services, volumes } = parse(text, { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const ours = Object.entries(services).filter(([name]) => name !== "database");

  it.each(ours)("runs %s with settings and a command that there are", (_name, service) => {
    expectCommand(service.command ?? []);
    expectSettings(Object.keys(service.environment));
    expect(service.read_only).toBe(true);
    expect(service.depends_on?.database?.condition).toBe("service_healthy");
    expect(service.ports?.every((port) => port.endsWith(":3000"))).toBe(true);
    const filled = { ...service.environment, ...Object.fromEntries(EXAMPLES) };
    expect(() => loadConfig(filled)).not.toThrow();
  });

  it("demands every secret, has no default for any, and tells of all of them in its example", () => {
    const demanded = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = ""]) => name);
    expect(new Set(demanded)).toEqual(
      new Set(["POSTGRES_PASSWORD", "NEXTAUTH_SECRET", "SLIPWAY_ENCRYPTION_KEY", "SLIPWAY_PUBLIC_URL"]),
    );
    const example = read("compose/.env.example");
    for (const name of demanded) expect(example).toMatch(new RegExp(`^${name}=`, "m"));
    expect(services.database?.healthcheck).toBeDefined();
  });

  it("declares every volume that it mounts", () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(":")[0]));
    expect(new Set(mounted)).toEqual(new Set(Object.keys(volumes)));
    expect(services.slipway?.build?.dockerfile).toBe("deploy/container/Containerfile");
  });
});

/** What somebody would fill in. */
const EXAMPLES: [string, string][] = [
  ["DATABASE_URL", "postgres://slipway:secret@database:5432/slipway"],
  ["NEXTAUTH_SECRET", "0123456789abcdef0123456789abcdef"],
  ["SLIPWAY_ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef"],
  ["SLIPWAY_PUBLIC_URL", "https://slipway.example.com"],
  ["SLIPWAY_TRUSTED_PROXIES", "127.0.0.0/8"],
  ["DOCKER_WEBHOOK_SECRET", ""],
  ["GITHUB_WEBHOOK_SECRET", ""],
  ["LOG_LEVEL", "info"],
];

describe("the units of systemd", () => {
  const units = readdirSync(path.join(root, "deploy/systemd")).filter((name) => name.endsWith(".service"));

  it.each(units)("%s starts a command that there is, with settings that there are", (name) => {
    const unit = read(`systemd/${name}`);
    const [, args = ""] = /^ExecStart=\/usr\/bin\/node bin\/slipway\.ts (.*)$/m.exec(unit) ?? [];
    expectCommand(args.split(" "));
    const [, line = ""] = /^Environment=(.*)$/m.exec(unit) ?? [];
    expectSettings(line.split(" ").map((pair) => pair.split("=")[0] ?? ""));
    for (const guard of ["NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "User=slipway"]) {
      expect(unit).toContain(guard);
    }
    // Just-in-time compilers cannot live with it.
    expect(unit).not.toMatch(/^MemoryDenyWriteExecute/m);
  });

  it("show settings that there are", () => {
    const example = read("systemd/slipway.env.example");
    expectSettings([...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = ""]) => name));
  });
});

describe("the chart", () => {
  const folder = path.join(root, "deploy/helm/slipway");
  const templates = readdirSync(path.join(folder, "templates")).map((name) => read(`helm/slipway/templates/${name}`));
  const all = templates.join("\n");
  type Tree = { [key: string]: Tree };
  const values = parse(read("helm/slipway/values.yaml")) as Tree;
  const schema = JSON.parse(read("helm/slipway/values.schema.json")) as { properties: Record<string, unknown> };

  it("is of this version", () => {
    const chart = parse(read("helm/slipway/Chart.yaml")) as { appVersion: string };
    expect(chart.appVersion).toBe(packageJson.version);
  });

  it("uses only values that there are, and has a shape for each", () => {
    const used = [...all.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, names = ""]) => names.slice(1).split("."));
    expect(used.length).toBeGreaterThan(20);
    for (const names of used) {
      let place: Tree | undefined = values;
      for (const name of names) place = place?.[name];
      expect(place, names.join(".")).toBeDefined();
    }
    expect(new Set(Object.keys(schema.properties))).toEqual(new Set([...Object.keys(values), "global"]));
  });

  it("starts commands that there are, with settings that there are, and takes secrets by reference alone", () => {
    const starts = [...read("helm/slipway/templates/deployments.yaml").matchAll(/"args" \(list ([^)]*)\)/g)].map(
      ([, list = ""]) => list.match(/[\w-]+/g) ?? [],
    );
    expect(starts).toHaveLength(4);
    for (const args of starts) expectCommand(args);
    expectSettings([...all.matchAll(/- \{ name: ([A-Z_]+), value/g)].map(([, name = ""]) => name));
    const [, secrets = ""] = /range list ("DATABASE_URL"[^}]*?) \}\}/.exec(all) ?? [];
    expectSettings(secrets.match(/\w+/g) ?? []);
    expect(all).toContain("secretKeyRef");
  });

  it("asks the right addresses at the right port, and leads devices to the gateways", () => {
    const asked = [...all.matchAll(/httpGet: \{ path: (\S+), port: http \}/g)].map(([, address]) => address);
    expect(asked).toEqual([healthOperation.path, healthOperation.path, readyOperation.path]);
    expect(all).toContain(`containerPort: ${loadConfig({}).port} `);
    const [, prefixes = ""] = /range list ("\/api[^}]*?) \}\}/.exec(all) ?? [];
    for (const prefix of prefixes.match(/\/[\w/]+/g) ?? []) {
      expect(isGatewayPath("GET", `${prefix}/x/state`, false), prefix).toBe(true);
    }
    expect(prefixes).not.toBe("");
  });
});
