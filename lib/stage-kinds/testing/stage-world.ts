import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeploymentContext, LogLevel, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import type { StageOutcome, StageOutput } from "#lib/stages/types.ts";
import { stageConfigs, type StageConfig, type StageKind } from "#lib/templates/rules/stage-kinds.ts";
import { aDigest, type RolloutWorld } from "#lib/testing/rollout-world.ts";
import type { TestContext } from "#lib/testing/database.ts";

export interface LogLine {
  level: LogLevel;
  message: string;
  data: Record<string, unknown> | undefined;
}

interface Wishes {
  attempt?: number;
  signal?: AbortSignal;
  secrets?: readonly string[];
  /** As if the process had been killed before it could note anything. */
  forget?: boolean;
}

/** A deployment with one stage, asked turn by turn as the machine does. */
export class StageWorld<Kind extends StageKind> {
  readonly ctx: TestContext;
  readonly machineId = randomUUID();
  readonly stage = "it";
  readonly logs: LogLine[] = [];
  readonly handler: StageKindHandler<Kind>;
  context: DeploymentContext;
  config: StageConfig<Kind>;
  output: StageOutput | null = null;

  constructor(
    ctx: TestContext,
    handler: StageKindHandler<Kind>,
    context: DeploymentContext,
    config: StageConfig<Kind>,
  ) {
    this.ctx = { ...ctx, config: { ...ctx.config, outboundAllow: ["127.0.0.0/8"] } };
    this.handler = handler;
    this.context = context;
    this.config = config;
  }

  /** With `rollouts` the deployment goes to the devices of that world. */
  static async with<Kind extends StageKind>(
    ctx: TestContext,
    {
      kind,
      handler,
      config,
      rollouts,
    }: {
      kind: Kind;
      handler: StageKindHandler<Kind>;
      config: Record<string, unknown>;
      rollouts?: RolloutWorld;
    },
  ): Promise<StageWorld<Kind>> {
    const slug = rollouts?.slug ?? `app-${randomUUID()}`;
    const image = rollouts?.image ?? `registry.example.com/${slug}`;
    const productId =
      rollouts?.productId ?? (await ctx.db.product.create({ data: { slug, name: slug, kind: "image", image } })).id;
    const context: DeploymentContext = {
      deploymentId: randomUUID(),
      number: 0,
      product: { id: productId, slug },
      environment: null,
      deviceFilter: rollouts ? { fleets: [rollouts.fleet] } : {},
      release: { versionId: null, version: "2.0.0", image, tag: "2.0.0", digest: aDigest(`${slug}:2.0.0`) },
      fromVersion: "1.0.0",
    };
    const parsed = stageConfigs[kind].parse(config) as StageConfig<Kind>;
    const world = new StageWorld(ctx, handler, context, parsed);
    await world.keepDeployment(kind);
    return world;
  }

  private async keepDeployment(kind: Kind): Promise<void> {
    const { ctx, context, machineId } = this;
    await ctx.db.machine.create({
      data: {
        id: machineId,
        kind: "deployment",
        status: "running",
        stages: { create: { name: this.stage, position: 0, needs: [], status: "waiting" } },
      },
    });
    const deployment = await ctx.db.deployment.create({
      data: {
        id: context.deploymentId,
        name: "test",
        productId: context.product.id,
        machineId,
        status: "running",
        plan: { stages: [{ name: this.stage, kind }] },
        release: {},
        trigger: { kind: "manual" },
        createdBy: { kind: "system", name: "test" },
      },
    });
    context.number = deployment.number;
  }

  run(wishes: Wishes = {}): Promise<StageOutcome<DeploymentContext>> {
    return this.ask((call) => this.handler.run(call), wishes);
  }

  async rollBack(wishes: Wishes = {}): Promise<StageOutcome<DeploymentContext>> {
    const before = this.output;
    const outcome = await this.ask(
      (call) => this.handler.rollBack?.(call) ?? Promise.resolve({ kind: "completed" as const }),
      wishes,
    );
    // On the way back a stage adds to what it brought forth.
    this.output = { ...before, ...this.output };
    return outcome;
  }

  private async ask(
    turn: (call: StageCall<Kind>) => Promise<StageOutcome<DeploymentContext>>,
    { attempt = 1, signal = new AbortController().signal, secrets = [], forget = false }: Wishes,
  ): Promise<StageOutcome<DeploymentContext>> {
    const outcome = await turn({
      ctx: this.ctx,
      turn: {
        machineId: this.machineId,
        stage: this.stage,
        attempt,
        now: this.ctx.clock.now(),
        deadlineAt: null,
        context: this.context,
        output: this.output,
        outputOf: () => null,
        signal,
      },
      config: this.config,
      secrets,
      log: (level, message, data) => {
        this.logs.push({ level, message, data });
        return Promise.resolve();
      },
    });
    // Through JSON, as a database would keep it.
    if (!forget && outcome.output) this.output = JSON.parse(JSON.stringify(outcome.output)) as StageOutput;
    return outcome;
  }
}

export interface Received {
  method: string | undefined;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A server that notes what it gets and answers as it is told, until the suite ends. */
export class LocalServer {
  readonly received: Received[] = [];
  answer: (request: Received, response: ServerResponse) => void = (_request, response) => void response.end("ok");
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, headers, url = "/" } = request;
        const received = { method, headers, path: url, body: Buffer.concat(chunks).toString() };
        this.received.push(received);
        this.answer(received, response);
      });
    });
  }

  static async listen(): Promise<LocalServer> {
    const made = new LocalServer();
    await new Promise<void>((resolve) => made.server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
