// Made by scripts/make-client.ts from the operations of the API. Changes by hand are lost.


export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * RFC 9457 problem details.
 */
export type Problem = {
    type: string;
    title: string;
    status: number;
    detail: string;
    code: string;
    requestId: string;
    allowedStates?: Array<string>;
    errors?: Array<{
        path?: string;
        message?: string;
        /**
         * In a text that was sent, counted from 1.
         */
        line?: number;
        column?: number;
    }>;
};

export type Shared1 = string | number | boolean | null | Array<Shared1> | {
    [key: string]: Shared1;
};

export type Access = {
    /**
     * Of the server
     */
    version: string;
    mayWrite: boolean;
    /**
     * By what the role may write
     */
    because: Array<string>;
};

export type Active = {
    kind: 'deployment' | 'rollout';
    id: string;
    number: number;
    version: string;
    status: string;
};

export type App = {
    /**
     * A product's slug.
     */
    app: string;
    image: string;
    digest: string | null;
    version: string | null;
    reportedAt: string;
};

export type Approval = {
    id: string;
    number: number;
    status: 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
    approvals: Array<Approval3>;
};

export type Approval2 = {
    need: Need2;
    standing: {
        kind: 'notNeeded';
    } | Standing | {
        kind: 'approved';
        given: number;
    } | {
        kind: 'rejected';
        by: string;
    };
    decisions: Array<Decision>;
    /**
     * Why the caller may not approve now; null when they may.
     */
    objection: 'author' | 'role' | 'decided' | 'rejected' | 'enough' | 'permission' | 'blocked' | 'state' | null;
    mayReject: boolean;
};

export type Approval3 = {
    /**
     * Empty: the start
     */
    stage: string;
    title: string;
    need: ApprovalNeed;
    standing: {
        kind: 'notNeeded';
    } | Standing2 | {
        kind: 'approved';
        given: number;
    } | {
        kind: 'rejected';
        by: string;
    };
    /**
     * It asks now, neither before its time nor after
     */
    isAsking: boolean;
    decisions: Array<Decision2>;
    /**
     * Why the caller may not approve; null when they may
     */
    objection: 'author' | 'role' | 'decided' | 'rejected' | 'enough' | 'permission' | null;
    mayReject: boolean;
};

export type ApprovalNeed = {
    count: number;
    role: 'approver' | 'admin';
    because?: string;
};

export type Artifact = {
    id: string;
    product: Product2;
    versionId: string | null;
    version: string | null;
    /**
     * The last build of the product's newest version.
     */
    isLatest: boolean;
    gitCommit: string | null;
    gitRef: string | null;
    sourceUrl: string | null;
    buildNumber: string | null;
    buildUrl: string | null;
    author: string | null;
    builtAt: string;
    digest: string | null;
    /**
     * Bytes
     */
    size: number | null;
    file: File3 | null;
    imageTags: Array<string>;
    createdAt: string;
    createdBy: ReleasedBy;
    environment: Array<{
        name: string;
        /**
         * Always masked.
         */
        value: string;
    }>;
    dependencies: Array<Dependency>;
    configFiles: Array<{
        path: string;
        content: string;
    }>;
    metadata: {
        [key: string]: unknown;
    };
};

export type Artifact2 = {
    id: string;
    product: Product2;
    versionId: string | null;
    version: string | null;
    /**
     * The last build of the product's newest version.
     */
    isLatest: boolean;
    gitCommit: string | null;
    gitRef: string | null;
    sourceUrl: string | null;
    buildNumber: string | null;
    buildUrl: string | null;
    author: string | null;
    builtAt: string;
    digest: string | null;
    /**
     * Bytes
     */
    size: number | null;
    file: File3 | null;
    imageTags: Array<string>;
    createdAt: string;
    createdBy: ReleasedBy;
};

export type Attempt = {
    format: string;
    level?: number;
    size?: number;
    seconds?: number;
    error?: string;
};

export type Band = {
    startsAt: string;
    endsAt: string;
    ruleId: string;
    kind: 'window' | 'freeze';
    name: string;
    environmentId: string | null;
    productId: string | null;
};

export type Batch = {
    index: number;
    /**
     * Cumulative share of the selected devices
     */
    percent: number;
    status: 'pending' | 'running' | 'completed' | 'rolledBack' | 'cancelled';
    deviceCount: number;
    /**
     * Devices by status. Until the rollout is planned: an estimate of what the selection would give now
     */
    counts: {
        [key: string]: number;
    };
    failureRate: number;
    startedAt: string | null;
    completedAt: string | null;
    approvedAt: string | null;
    approvedBy: ReleasedBy | null;
};

export type Batch2 = {
    index: number;
    percent: number;
    deviceCount: number;
};

export type BreakGlass = {
    reason: string;
    by: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    at: string;
};

export type CalendarRule = {
    id: string;
    kind: 'window' | 'freeze';
    name: string;
    /**
     * Null means every environment.
     */
    environment: Product2 | null;
    /**
     * Null means every product.
     */
    product: Product2 | null;
    recurrence: {
        kind: 'once';
    } | {
        kind: 'cron';
        /**
         * Minute, hour, day, month, weekday
         */
        value: string;
    } | {
        kind: 'rrule';
        /**
         * RFC 5545, such as FREQ=WEEKLY;BYDAY=SA,SU
         */
        value: string;
    };
    /**
     * Local time of the first one.
     */
    startsAt: string;
    durationMinutes: number;
    timeZone: string;
    reason: string;
    enabled: boolean;
    createdAt: string;
    createdBy: ReleasedBy;
    updatedAt: string;
    holdsNow: boolean;
    /**
     * The next few times, that which holds now first; none when it is over.
     */
    next: Array<{
        startsAt: string;
        endsAt: string;
    }>;
};

export type Candidate = {
    foundBy: 'beforeDeployment' | 'lastHealthy' | 'named';
    versionId: string;
    version: string;
    /**
     * Why it is nothing to go back to; null where it is
     */
    fault: string | null;
};

export type Cell = {
    id: string;
    versionId: string;
    version: string;
    digest: string | null;
    deployment: Deployment4;
    deployedAt: string;
    /**
     * When every check had passed; null where one did not.
     */
    verifiedAt: string | null;
    /**
     * When it was taken back, or found bad by a check afterwards.
     */
    failedAt: string | null;
};

export type Chain = {
    id: string;
    url: string;
    /**
     * Bytes
     */
    size: number;
    /**
     * SHA-256 of what is downloaded
     */
    checksum: string;
    isDelta: boolean;
    format: 'zstd-patch-from' | 'xdelta3' | 'bsdiff' | 'full';
    deltaFromVersion: string | null;
    /**
     * SHA-256 of the file that a delta is applied to
     */
    baseSha256: string | null;
    /**
     * SHA-256 of the file that comes out
     */
    resultSha256: string;
    fileName: string;
};

export type Change = {
    /**
     * Breaking: a client that kept to the old document may fail.
     */
    level: 'breaking' | 'warning' | 'safe';
    /**
     * What kind of change it is, the same in every document.
     */
    id: string;
    place: string;
    message: string;
};

export type Changelog = {
    type: 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';
    /**
     * Markdown.
     */
    description: string;
    scope?: string;
    breaking?: boolean;
};

export type Changelog2 = {
    type: 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';
    description: string;
    scope?: string;
    breaking?: boolean;
};

export type Channel = {
    id: string;
    productId: string;
    name: string;
    description: string;
    createdAt: string;
    versionCount: number;
    /**
     * The newest one that is neither deprecated nor held.
     */
    newest: Newest | null;
};

export type Check = {
    name: 'target' | 'dataCompatibility' | 'apiCompatibility' | 'dependencies' | 'userImpact' | 'activeDeployments' | 'orphanedRecords';
    verdict: 'pass' | 'warn' | 'block';
    summary: string;
    evidence: Array<Evidence>;
    /**
     * How much more was found than is shown
     */
    more: number;
};

export type Checkpoint = {
    /**
     * The last event that it covers.
     */
    seq: number;
    /**
     * Of that event, in hex.
     */
    hash: string;
    at: string;
    keyId: string;
    /**
     * ed25519 over the canonical JSON of the four others, in base64.
     */
    signature: string;
};

export type CiTrigger = {
    id: string;
    name: string;
    product: Product2;
    repository: string;
    workflow: string;
    branch: string;
    environment: Product2;
    template: Product2;
    variables: {
        [key: string]: unknown;
    };
    mode: 'deploy' | 'watch';
    enabled: boolean;
    createdAt: string;
};

export type Compatibility = {
    platforms?: Array<string>;
    architectures?: Array<string>;
    hardwareRevisions?: Array<string>;
    requires?: Array<{
        name: string;
        range: string;
    }>;
    provides?: Array<{
        name: string;
        version: string;
    }>;
};

export type ConfigFile = {
    path: string;
    /**
     * Where it was before, if elsewhere.
     */
    fromPath: string | null;
    status: 'added' | 'removed' | 'modified' | 'moved' | 'unchanged';
    from: From3 | null;
    to: From3 | null;
    isText: boolean;
};

/**
 * Exactly what is approved. A change of any of it needs new approvals.
 */
export type Content = {
    revision: number;
    /**
     * Who made it what it is: none of them approves it
     */
    authorIds: Array<string>;
    product: {
        id: string;
        slug: string;
    };
    environment: {
        id: string;
        slug: string;
    } | null;
    deployment: {
        id: string;
        number: number;
    } | null;
    rollout: {
        id: string;
        number: number;
    } | null;
    from: From;
    to: To;
    targetFoundBy: 'beforeDeployment' | 'lastHealthy' | 'named';
    deviceFilter: DeviceFilter;
    strategy: 'immediate' | 'gradual' | 'scheduled';
    batches: Array<number>;
    gates: Gate;
    scheduledAt: string | null;
    timeZone: string;
    reason: string;
    devices: {
        count: number;
        /**
         * Up to so many devices the approval covers
         */
        limit: number;
    };
    verdicts: {
        [key: string]: 'pass' | 'warn' | 'block';
    };
    /**
     * What speaks against it: what comes to that needs new approvals
     */
    findings: Array<string>;
    force: Force2 | null;
};

export type Count = {
    added: number;
    removed: number;
    modified: number;
    moved: number;
    unchanged: number;
};

export type Count2 = {
    rows: number;
    /**
     * exact; atLeast, where counting ended; estimate of the planner's; unknown
     */
    basis: 'exact' | 'atLeast' | 'estimate' | 'unknown';
    /**
     * Why it is not exact
     */
    because?: string;
};

export type CreateDeploymentBody = {
    /**
     * Id or slug of a template
     */
    template: string;
    /**
     * Left out: the newest
     */
    templateVersion?: number;
    /**
     * Id or slug of a product
     */
    product: string;
    /**
     * A version of the product, or its id
     */
    version: string;
    /**
     * Id or slug of an environment
     */
    environment: string;
    /**
     * Values of the template's variables
     */
    variables?: {
        [key: string]: unknown;
    };
    /**
     * Left out: the product and its version
     */
    name?: string;
    priority?: 'critical' | 'high' | 'normal' | 'low';
    /**
     * Not before this time
     */
    scheduledAt?: string;
    /**
     * A hot-fix past windows, freezes and a stopped line; a second person must confirm it
     */
    override?: {
        reason: string;
    };
};

export type CreateDeviceBody = {
    name: string;
    /**
     * Name of a fleet. It is made where there is none of that name.
     */
    fleet?: string;
    tags?: Array<string>;
    attributes?: {
        [key: string]: Shared1;
    };
    /**
     * The channel of versions that is followed; some product must have it.
     */
    channel?: string;
};

export type CreatePolicyBody = {
    name: string;
    /**
     * Left out: the product of the image, made on the first match.
     */
    productId?: string | null;
    /**
     * Glob over host/repository, and over the repository alone when it has no host: ghcr.io/acme*
     */
    imagePattern: string;
    tagRule?: {
        kind: 'semver' | 'glob' | 'regex';
        value: string;
    } | null;
    updateStrategy?: 'auto' | 'staged' | 'manual' | 'scheduled';
    /**
     * Left out: [100] for auto, else [10, 50, 100].
     */
    batches?: Array<number>;
    batchDelayMinutes?: number;
    healthCheckEnabled?: boolean;
    healthCheckConfig?: HealthCheckConfig5 | HealthCheckConfig6 | HealthCheckConfig7 | HealthCheckConfig8 | null;
    autoRollbackEnabled?: boolean;
    /**
     * When too many fail. Left out: rollBack where autoRollbackEnabled, else pause.
     */
    onFailureLimit?: 'pause' | 'rollBack';
    maxFailureRate?: number;
    deviceTimeoutSeconds?: number;
    deviceFilter?: DeviceFilter2;
    maintenanceWindow?: MaintenanceWindow | null;
    priority?: number;
    enabled?: boolean;
};

export type Decision = {
    decision: 'approved' | 'rejected';
    reason: string;
    by: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    at: string;
    /**
     * It is about what the plan is now
     */
    isCurrent: boolean;
};

export type Decision2 = {
    decision: 'approved' | 'rejected';
    reason: string;
    by: ReleasedBy;
    at: string;
};

export type Definition = {
    /**
     * The version of this format
     */
    slipway: 1;
    slug: string;
    name: string;
    description: string;
    variables: Array<Variable | Variable2 | Variable3 | Variable4 | Variable5 | Variable6 | Variable7 | Variable8 | Variable9>;
    stages: Array<Stage4>;
};

export type Definition2 = {
    /**
     * The version of this format
     */
    slipway: 1;
    slug: string;
    name: string;
    description?: string;
    variables?: Array<Variable11 | Variable12 | Variable13 | Variable14 | Variable15 | Variable16 | Variable17 | Variable18 | Variable19>;
    stages: Array<Stage6>;
};

export type Dependency = {
    manager: string;
    path: string | null;
    packages: {
        [key: string]: string;
    };
};

export type Dependency2 = {
    product: Product2;
    dependsOn: Product2;
    range: string;
};

export type Deployment = {
    id: string;
    number: number;
    name: string;
    product: Product2;
    version: string;
    /**
     * Null for a rollout of a policy or by hand
     */
    environment: Product2 | null;
    template: Template2 | null;
    status: 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
    /**
     * Why it ended, or what it waits for
     */
    statusReason: string | null;
    priority: 'critical' | 'high' | 'normal' | 'low';
    trigger: Trigger;
    stages: Array<Stage>;
    createdBy: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    createdAt: string;
    startedAt: string | null;
    completedAt: string | null;
    /**
     * Null while the registry has not said what a policy's rollout is
     */
    versionId: string | null;
    release: Release;
    /**
     * What the environment ran before
     */
    fromVersion: string | null;
    /**
     * As they were given; null in the place of each secret one
     */
    variables: {
        [key: string]: unknown;
    };
    rollouts: Array<Rollout2>;
    queue: Queue | null;
    group: {
        id: string;
        number: number;
    } | null;
    needs: Array<Need>;
    promotedFrom: {
        id: string;
        number: number;
    } | null;
    scheduleId: string | null;
    override: Override | null;
    /**
     * Approvals that it needs before it starts
     */
    approvalNeed: ApprovalNeed | null;
    allowedActions: Array<'cancel' | 'pause' | 'resume' | 'rollBack' | 'retry'>;
    /**
     * RFC 3339, UTC
     */
    updatedAt: string;
};

export type Deployment2 = {
    /**
     * Of the place in the line.
     */
    id: string;
    deploymentId: string;
    number: number;
    name: string;
    product: Product2;
    environment: Product2 | null;
    version: string | null;
    /**
     * waiting, running, done, failed or cancelled
     */
    status: string;
    priority: 'critical' | 'high' | 'normal' | 'low';
    /**
     * Place among those that wait for the same product, from 1.
     */
    position: number | null;
    /**
     * Why it does not start now.
     */
    wait: Wait | null;
    /**
     * When it will start, from what past deployments took; null where they do not tell.
     */
    estimate: Estimate | null;
    /**
     * How long such deployments took; null where none completed.
     */
    duration: Duration | null;
    scheduledAt: string | null;
    timeZone: string;
    enqueuedAt: string;
    startedAt: string | null;
    attempt: number;
    attemptsMax: number;
    lastError: string | null;
    override: Override2 | null;
    createdBy: ReleasedBy;
};

export type Deployment3 = {
    id: string;
    number: number;
    name: string;
    product: Product2;
    version: string;
    /**
     * Null for a rollout of a policy or by hand
     */
    environment: Product2 | null;
    template: Template2 | null;
    status: 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
    /**
     * Why it ended, or what it waits for
     */
    statusReason: string | null;
    priority: 'critical' | 'high' | 'normal' | 'low';
    trigger: Trigger;
    stages: Array<Stage3>;
    createdBy: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    createdAt: string;
    startedAt: string | null;
    completedAt: string | null;
    /**
     * Those of the group that come before it
     */
    needs: Array<Deployment4>;
};

export type Deployment4 = {
    id: string;
    number: number;
    status: string;
};

export type Deprecation = {
    reason: string;
    at: string;
    by: ReleasedBy;
};

export type Device = {
    id: string;
    /**
     * The same as id, under the name that devices use.
     */
    uuid: string;
    name: string;
    fleet: {
        id: string;
        name: string;
    } | null;
    tags: Array<string>;
    attributes: {
        [key: string]: unknown;
    };
    /**
     * Where its last poll came from.
     */
    address: string | null;
    online: boolean;
    lastSeenAt: string | null;
    createdAt: string;
    retiredAt: string | null;
    apps: Array<App>;
    /**
     * The pause between its polls; null where it is the usual one.
     */
    pollSeconds: number | null;
    /**
     * How a hawkBit client names itself.
     */
    controllerId: string | null;
    tenant: string | null;
    /**
     * Whether skip may be said to it; null asks the client's name.
     */
    understandsSkip: boolean | null;
    /**
     * The channel of versions that it follows; null is its fleet's.
     */
    channel: string | null;
    hasTargetToken: boolean;
};

export type Device2 = {
    id: string;
    uuid: string;
    name: string;
    /**
     * The device's own token, shown this once.
     */
    token: string;
};

export type DeviceAction = {
    id: number;
    rolloutId: string | null;
    rolloutNumber: number | null;
    productId: string | null;
    product: string | null;
    kind: string;
    image: string;
    digest: string | null;
    version: string | null;
    status: string;
    attempt: number;
    progress: number | null;
    message: string | null;
    offeredAt: string;
    acceptedAt: string | null;
    deadlineAt: string | null;
    closedAt: string | null;
    /**
     * consent, confirmation or window: what keeps the device from going on.
     */
    waitingFor: string | null;
    forceType: string;
    cancelRequestedAt: string | null;
};

export type DeviceFilter = {
    /**
     * Names or ids of fleets; a device of any of them is meant.
     */
    fleets?: Array<string>;
    /**
     * A device must carry all of them.
     */
    tags?: Array<string>;
    /**
     * A device must be one of these.
     */
    deviceIds?: Array<string>;
    /**
     * Without =, < and >: a part of the device's name, in capitals or not, or the start of its id. Else a query, such as attribute.hwRevision==2;tag==beta (see docs/device-groups.md).
     */
    query?: string;
    /**
     * Only of the devices that all of these mean as well, such as those of an environment.
     */
    within?: Array<Within>;
};

export type DeviceFilter2 = {
    /**
     * Names or ids of fleets; a device of any of them is meant.
     */
    fleets?: Array<string>;
    /**
     * A device must carry all of them.
     */
    tags?: Array<string>;
    /**
     * A device must be one of these.
     */
    deviceIds?: Array<string>;
    query?: string;
    /**
     * Only of the devices that all of these mean as well, such as those of an environment.
     */
    within?: Array<Within2>;
};

export type DeviceFilter3 = {
    /**
     * Names or ids of fleets; a device of any of them is meant.
     */
    fleets?: Array<string>;
    /**
     * A device must carry all of them.
     */
    tags?: Array<string>;
    /**
     * A device must be one of these.
     */
    deviceIds?: Array<string>;
    query?: string;
    /**
     * Only of the devices that all of these mean as well, such as those of an environment.
     */
    within?: Array<Within2>;
};

export type Distribution = {
    id: string;
    productId: string;
    channel: string;
    version: string;
    versionId: string;
    /**
     * Of a split: what those outside the share are offered
     */
    otherVersion: string | null;
    otherVersionId: string | null;
    winner: string | null;
    strategy: 'immediate' | 'gradual' | 'scheduled' | 'split';
    status: 'scheduled' | 'running' | 'paused' | 'completed' | 'cancelled';
    statusReason: string | null;
    /**
     * What somebody set; steps may have led beyond it
     */
    percent: number;
    /**
     * The share that is offered it now, 0 to 100
     */
    share: number;
    steps: Array<{
        percent: number;
        at: string;
    }>;
    nextChangeAt: string | null;
    startsAt: string | null;
    timeZone: string;
    createdAt: string;
    createdBy: ReleasedBy;
    endedAt: string | null;
};

export type Drift = {
    kind: 'behind' | 'ahead';
    /**
     * How many versions lie between, the newer one counted.
     */
    versions: number;
    /**
     * The largest part that differs.
     */
    step: 'major' | 'minor' | 'patch' | 'prerelease';
};

export type Duration = {
    p10Seconds: number;
    medianSeconds: number;
    p90Seconds: number;
    /**
     * From how many deployments this is known.
     */
    count: number;
};

export type Effect = {
    kind: 'rowsLost' | 'valuesLost' | 'parentDropped' | 'linkDropped' | 'linkCleared' | 'rowsCascaded' | 'deleteRefused' | 'valuesMissing';
    table: string;
    column?: string;
    constraint?: string;
    /**
     * Those that name the parent
     */
    columns?: Array<string>;
    parent?: string;
    count: Count2;
    isAtMost: boolean;
    /**
     * Keys of some of the rows, masked
     */
    sample: Array<string>;
};

export type EnrollmentToken = {
    id: string;
    fleetId: string;
    name: string;
    prefix: string;
    useCount: number;
    useLimit: number | null;
    createdAt: string;
    expiresAt: string | null;
    revokedAt: string | null;
};

export type Environment = {
    id: string;
    slug: string;
    name: string;
    description: string;
    /**
     * Its place in the line of promotion, from 1.
     */
    position: number;
    deviceFilter: DeviceFilter;
    timeZone: string;
    requiredApprovals: number;
    approverRole: 'approver' | 'admin';
    riskLimit: number | null;
    requiresPromotion: boolean;
    /**
     * What turns out bad here is taken back without being asked.
     */
    automaticRollback: boolean;
    /**
     * How many devices its filter means now.
     */
    deviceCount: number;
    createdAt: string;
    updatedAt: string;
    archivedAt: string | null;
};

export type Environment2 = {
    id: string;
    slug: string;
    riskLimit: number | null;
};

export type Estimate = {
    at: string;
    earliest: string;
    latest: string | null;
};

export type EstimatedDowntime = {
    seconds: number;
    low: number;
    high: number;
    /**
     * Until the last batch is done, where all goes well
     */
    totalSeconds: number;
    basis: string;
};

export type Evidence = {
    text: string;
    /**
     * What `id` names, such as deployment, product or fleet
     */
    kind?: string;
    id?: string;
    count?: number;
};

export type Execution = {
    id: string;
    attempt: number;
    status: 'running' | 'needsDecision' | 'completed' | 'failed' | 'cancelled';
    statusReason: string | null;
    startedBy: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    startedAt: string;
    completedAt: string | null;
    stages: Array<Stage5>;
    rollouts: Array<Rollout3>;
};

export type Explanation = {
    kind: 'text';
    text: string;
    model: string;
};

export type Factor = {
    id: string;
    name: string;
    /**
     * Those of all factors add up to the score.
     */
    points: number;
    /**
     * Makes failure likelier, or a failure worse.
     */
    bearsOn: 'probability' | 'impact';
    severity: 'none' | 'low' | 'medium' | 'high';
    evidence: string;
    isUnknown: boolean;
    wouldLower: string | null;
};

export type Failed = {
    id: string;
    name: string;
    reason: string | null;
};

export type File = {
    id: string;
    versionId: string;
    fileName: string;
    /**
     * Bytes
     */
    fileSize: number;
    mimeType: string;
    sha256: string;
    sha1: string;
    md5: string;
    uploadedAt: string;
    uploadedBy: ReleasedBy;
    cacheControl: string | null;
    expiresAt: string | null;
    /**
     * Its content is not handed out; the same file uploaded again brings it back.
     */
    isDamaged: boolean;
};

export type File2 = {
    pending: number;
    distributed: number;
    invalidating: number;
    failed: number;
    removing: number;
    removed: number;
};

export type File3 = {
    id: string;
    fileName: string;
    /**
     * Bytes
     */
    fileSize: number;
    mimeType: string;
    sha256: string;
};

export type Finding = {
    kind: 'outside' | 'linkOut' | 'duplicate' | 'special' | 'encrypted' | 'damaged' | 'deep';
    path: string;
    sentence: string;
};

export type Fleet = {
    id: string;
    name: string;
    description: string;
    /**
     * The hawkBit tenant whose devices register themselves into it.
     */
    tenant: string | null;
    /**
     * The channel that its devices follow by default; null is stable.
     */
    channel: string | null;
    createdAt: string;
    deviceCount: number;
    onlineCount: number;
};

export type Force = {
    reason: string;
    by: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    at: string;
    checks: Array<'target' | 'dataCompatibility' | 'apiCompatibility' | 'dependencies' | 'userImpact' | 'activeDeployments' | 'orphanedRecords'>;
};

export type Force2 = {
    reason: string;
    checks: Array<'target' | 'dataCompatibility' | 'apiCompatibility' | 'dependencies' | 'userImpact' | 'activeDeployments' | 'orphanedRecords'>;
    /**
     * What exactly was found by those checks: more than that is not forced
     */
    found: Array<string>;
};

export type Found = {
    effects: Array<Effect>;
    /**
     * How many effects are not kept
     */
    more: number;
    missing: Array<string>;
    ambiguous: Array<string>;
    cautions: Array<string>;
    unread: Array<string>;
    history: History | null;
    access: Access;
};

export type From = {
    versionId: string;
    version: string;
    digest: string | null;
    artifacts: Array<{
        id: string;
        sha256: string;
    }>;
};

export type From2 = {
    image: string;
    digest: string;
    /**
     * Bytes
     */
    size: number;
};

export type From3 = {
    /**
     * Bytes, unpacked
     */
    size: number;
    sha256: string;
    mode: number | null;
    kind: 'text' | 'binary' | 'link' | 'unsafe';
    /**
     * Of a link
     */
    target?: string;
};

export type From4 = {
    name: string;
    /**
     * Bytes, packed
     */
    size: number;
    sha256: string;
    format: 'zip' | 'tar' | 'tar.gz' | 'file';
    entryCount: number;
    findings: Array<Finding>;
    findingCount: number;
    /**
     * Why the archive could not be read file by file.
     */
    unreadable: string | null;
};

export type Gate = {
    maxFailureRate: number;
    batchDelayMinutes: number;
    deviceTimeoutSeconds: number;
};

export type Group = {
    id: string;
    number: number;
    name: string;
    createdAt: string;
    createdBy: ReleasedBy;
    deployments: Array<Deployment3>;
};

export type GroupMapping = {
    id: string;
    provider: string;
    /**
     * As the provider names it; of GitHub: org or org/team.
     */
    group: string;
    /**
     * The role that its people have at the least.
     */
    role: 'viewer' | 'operator' | 'approver' | 'admin' | null;
    teamId: string | null;
    createdAt: string;
};

export type Guard = {
    id: string;
    severity: 'warning' | 'stop';
    message: string;
};

export type HealthCheckConfig = {
    type: 'http';
    /**
     * For example http://{device_ip}:80/health
     */
    endpoint: string;
    expectedStatusCode: number;
    /**
     * Text that the answer must contain
     */
    expectedBody?: string;
    /**
     * Who checks: the device itself, which a server cannot reach behind NAT, or this server
     */
    by: 'device' | 'server';
    /**
     * Limit of one try
     */
    timeoutSeconds: number;
    /**
     * Pause between two tries
     */
    intervalSeconds: number;
    /**
     * Tries after the first before the check has failed
     */
    retries: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds: number;
};

export type HealthCheckConfig2 = {
    type: 'tcp';
    /**
     * For example {device_ip}:8080
     */
    endpoint: string;
    /**
     * Who checks: the device itself, which a server cannot reach behind NAT, or this server
     */
    by: 'device' | 'server';
    /**
     * Limit of one try
     */
    timeoutSeconds: number;
    /**
     * Pause between two tries
     */
    intervalSeconds: number;
    /**
     * Tries after the first before the check has failed
     */
    retries: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds: number;
};

export type HealthCheckConfig3 = {
    type: 'container';
    /**
     * Its name; left out: the one of the update
     */
    container?: string;
    expectedState: 'running' | 'healthy';
    by: 'device';
    /**
     * Limit of one try
     */
    timeoutSeconds: number;
    /**
     * Pause between two tries
     */
    intervalSeconds: number;
    /**
     * Tries after the first before the check has failed
     */
    retries: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds: number;
};

export type HealthCheckConfig4 = {
    type: 'self';
    by: 'device';
    /**
     * Limit of one try
     */
    timeoutSeconds: number;
    /**
     * Pause between two tries
     */
    intervalSeconds: number;
    /**
     * Tries after the first before the check has failed
     */
    retries: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds: number;
};

export type HealthCheckConfig5 = {
    type: 'http';
    /**
     * For example http://{device_ip}:80/health
     */
    endpoint: string;
    expectedStatusCode?: number;
    /**
     * Text that the answer must contain
     */
    expectedBody?: string;
    /**
     * Who checks: the device itself, which a server cannot reach behind NAT, or this server
     */
    by?: 'device' | 'server';
    /**
     * Limit of one try
     */
    timeoutSeconds?: number;
    /**
     * Pause between two tries
     */
    intervalSeconds?: number;
    /**
     * Tries after the first before the check has failed
     */
    retries?: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds?: number;
};

export type HealthCheckConfig6 = {
    type: 'tcp';
    /**
     * For example {device_ip}:8080
     */
    endpoint: string;
    /**
     * Who checks: the device itself, which a server cannot reach behind NAT, or this server
     */
    by?: 'device' | 'server';
    /**
     * Limit of one try
     */
    timeoutSeconds?: number;
    /**
     * Pause between two tries
     */
    intervalSeconds?: number;
    /**
     * Tries after the first before the check has failed
     */
    retries?: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds?: number;
};

export type HealthCheckConfig7 = {
    type: 'container';
    /**
     * Its name; left out: the one of the update
     */
    container?: string;
    expectedState?: 'running' | 'healthy';
    by?: 'device';
    /**
     * Limit of one try
     */
    timeoutSeconds?: number;
    /**
     * Pause between two tries
     */
    intervalSeconds?: number;
    /**
     * Tries after the first before the check has failed
     */
    retries?: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds?: number;
};

export type HealthCheckConfig8 = {
    type: 'self';
    by?: 'device';
    /**
     * Limit of one try
     */
    timeoutSeconds?: number;
    /**
     * Pause between two tries
     */
    intervalSeconds?: number;
    /**
     * Tries after the first before the check has failed
     */
    retries?: number;
    /**
     * Pause between the update and the first try
     */
    gracePeriodSeconds?: number;
};

export type History = {
    table: string;
    notApplied: Array<string>;
    later: number;
};

export type Hold = {
    id: string;
    productId: string;
    digest: string;
    tag: string;
    rolloutId: string | null;
    reason: string;
    /**
     * RFC 3339, UTC
     */
    heldAt: string;
    heldBy: ReleasedBy;
    releasedAt: string | null;
    releasedBy: ReleasedBy | null;
    releaseReason: string | null;
};

export type Invalidation = {
    id: string;
    region: string;
    fileId: string | null;
    paths: Array<string>;
    state: 'pending' | 'done' | 'failed';
    attempts: number;
    error: string | null;
    requestedAt: string;
    requestedBy: ReleasedBy;
    nextTryAt: string | null;
    doneAt: string | null;
};

export type Invitation = {
    id: string;
    email: string;
    role: 'viewer' | 'operator' | 'approver' | 'admin';
    /**
     * Sees and changes only what belongs to a team of theirs.
     */
    isLimited: boolean;
    teamIds: Array<string>;
    status: 'open' | 'accepted' | 'revoked' | 'expired';
    createdBy: ReleasedBy;
    createdAt: string;
    expiresAt: string;
};

/**
 * Where it stands as an issue on GitHub
 */
export type Issue = {
    /**
     * Null: nobody asked for one
     */
    status: 'waiting' | 'pending' | 'opened' | 'failed' | null;
    url: string | null;
    /**
     * What was in the way at the last try
     */
    error: string | null;
    /**
     * Where it would be opened; null where no place is named
     */
    repository: string | null;
};

export type Item = {
    id: string;
    /**
     * password, github or oidc
     */
    provider: string;
    browser: string;
    address: string | null;
    createdAt: string;
    lastSeenAt: string;
    expiresAt: string;
    /**
     * The session in which this is asked.
     */
    isCurrent: boolean;
};

export type Item2 = {
    key: 'pollingTime' | 'pollingOverdueTime' | 'authentication.targettoken.enabled' | 'authentication.gatewaytoken.enabled' | 'authentication.gatewaytoken.key' | 'authentication.header.enabled' | 'authentication.header.authority' | 'repository.actions.autoclose.enabled' | 'user.confirmation.flow.enabled';
    /**
     * Null for a secret that you may not see.
     */
    value: string | boolean | null;
    isDefault: boolean;
    createdAt: string | null;
    createdBy: string | null;
    updatedAt: string | null;
    updatedBy: string | null;
};

export type Item3 = {
    id: string;
    kind: 'finished' | 'running' | 'queued' | 'scheduled' | 'recurring';
    deploymentId: string | null;
    queueId: string | null;
    scheduleId: string | null;
    number: number | null;
    title: string;
    productId: string;
    environmentId: string | null;
    status: string | null;
    /**
     * When it started, or most likely will.
     */
    startsAt: string;
    /**
     * When it is over, most likely; null where nobody can say.
     */
    endsAt: string | null;
    earliestStart: string;
    latestStart: string | null;
    latestEnd: string | null;
    priority: 'critical' | 'high' | 'normal' | 'low' | null;
    wait: string | null;
    timeZone: string;
};

export type Item4 = {
    /**
     * A product's slug.
     */
    app: string;
    /**
     * Null where a device names none.
     */
    version: string | null;
    deviceCount: number;
};

export type Item5 = {
    /**
     * Id or slug of a product
     */
    product: string;
    /**
     * A version of the product, or its id
     */
    version: string;
    /**
     * Left out: that of the group
     */
    template?: string;
    /**
     * Beside those of the group
     */
    variables?: {
        [key: string]: unknown;
    };
};

export type LatestVersion = {
    id: string;
    productId: string;
    version: string;
    /**
     * Digits as text: numbers of versions may have any length.
     */
    major: string;
    minor: string;
    patch: string;
    prerelease: string | null;
    build: string | null;
    digest: string | null;
    changelog: Array<Changelog>;
    /**
     * Markdown.
     */
    releaseNotes: string;
    isStable: boolean;
    isDeprecated: boolean;
    /**
     * Why and since when nobody is offered it any more.
     */
    deprecation: Deprecation | null;
    /**
     * What to use in its place.
     */
    replacement: {
        id: string;
        version: string;
    } | null;
    /**
     * Held back until an operator releases it.
     */
    isHeld: boolean;
    /**
     * Nobody updates past it without having run it.
     */
    isFloor: boolean;
    compatibility: Compatibility;
    /**
     * Names of the channels to which it was promoted.
     */
    channels: Array<string>;
    /**
     * The one before it by precedence; before a release, the last release.
     */
    previousVersion: string | null;
    releasedAt: string;
    releasedBy: ReleasedBy;
    metadata: {
        [key: string]: unknown;
    };
};

export type LineStop = {
    id: string;
    /**
     * Null means every environment.
     */
    environment: Product2 | null;
    /**
     * Null means every product.
     */
    product: Product2 | null;
    reason: string;
    stoppedAt: string;
    stoppedBy: ReleasedBy;
    liftedAt: string | null;
    liftedBy: ReleasedBy | null;
    liftReason: string | null;
};

export type MaintenanceWindow = {
    /**
     * ISO weekdays on which it opens: 1 is Monday, 7 is Sunday. Left out: every day.
     */
    days?: Array<number>;
    /**
     * A local time, HH:MM
     */
    start: string;
    /**
     * A local time, HH:MM
     */
    end: string;
    /**
     * IANA time zone, such as Europe/Berlin
     */
    timeZone: string;
};

export type Member = {
    userId: string;
    name: string;
    email: string;
    kind: 'person' | 'service';
    /**
     * manual; or github or oidc, where it follows from a group there.
     */
    source: string;
};

export type MigrationCheck = {
    id: string;
    databaseId: string;
    /**
     * The rollback plan that asked; null for a person or program
     */
    planId: string | null;
    /**
     * The version that brought the migrations
     */
    versionId: string | null;
    migration: string;
    verdict: 'pass' | 'warn' | 'block';
    /**
     * allowed: go on; refused: not without force; unreachable: nobody knows
     */
    outcome: 'allowed' | 'refused' | 'unreachable';
    isDestructive: boolean;
    isForced: boolean;
    forceReason: string | null;
    summary: string;
    /**
     * Rows that would be left without a parent
     */
    orphans: number;
    rowsLost: number;
    valuesLost: number;
    by: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    at: string;
    migrations: Array<string>;
    /**
     * What undoing them would do
     */
    steps: Array<Step>;
    reasons: Array<{
        verdict: 'pass' | 'warn' | 'block';
        text: string;
    }>;
    active: Array<Active>;
    /**
     * Null where the database could not be read
     */
    found: Found | null;
};

export type Need = {
    id: string;
    number: number;
    status: 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
};

export type Need2 = {
    count: number;
    role: 'approver' | 'admin';
    because?: string;
};

export type Newest = {
    id: string;
    version: string;
    promotedAt: string;
};

export type NotificationChannel = {
    id: string;
    name: string;
    kind: 'slack' | 'email' | 'webhook';
    /**
     * By kind; without secrets.
     */
    settings: {
        [key: string]: unknown;
    };
    hasSecrets: boolean;
    enabled: boolean;
    /**
     * Why it was turned off by itself: gone, or failing for days.
     */
    disabledReason: string | null;
    failingSince: string | null;
    createdAt: string;
    createdBy: ReleasedBy;
};

export type NotificationChannel2 = {
    id: string;
    name: string;
    kind: 'slack' | 'email' | 'webhook';
    /**
     * By kind; without secrets.
     */
    settings: {
        [key: string]: unknown;
    };
    hasSecrets: boolean;
    enabled: boolean;
    /**
     * Why it was turned off by itself: gone, or failing for days.
     */
    disabledReason: string | null;
    failingSince: string | null;
    createdAt: string;
    createdBy: ReleasedBy;
    /**
     * Of a webhook: whsec_…, in this answer only.
     */
    signingSecret: string | null;
};

export type NotificationDelivery = {
    id: string;
    /**
     * As receivers know it: the same at every try, and when it is sent again by hand.
     */
    messageId: string;
    channelId: string;
    channelName: string;
    ruleId: string | null;
    eventSeqs: Array<number>;
    title: string;
    status: 'gathering' | 'pending' | 'delivered' | 'failed' | 'cancelled';
    attempt: number;
    nextAttemptAt: string | null;
    redeliveryOfId: string | null;
    createdAt: string;
    completedAt: string | null;
    /**
     * What it tells, before the channel words it.
     */
    message: {
        [key: string]: unknown;
    };
    tries: Array<Try>;
};

export type NotificationDelivery2 = {
    id: string;
    /**
     * As receivers know it: the same at every try, and when it is sent again by hand.
     */
    messageId: string;
    channelId: string;
    channelName: string;
    ruleId: string | null;
    eventSeqs: Array<number>;
    title: string;
    status: 'gathering' | 'pending' | 'delivered' | 'failed' | 'cancelled';
    attempt: number;
    nextAttemptAt: string | null;
    redeliveryOfId: string | null;
    createdAt: string;
    completedAt: string | null;
};

export type NotificationRule = {
    id: string;
    name: string;
    channelId: string;
    /**
     * Empty: all that is told.
     */
    eventTypes: Array<string>;
    productIds: Array<string>;
    environmentIds: Array<string>;
    severity: 'info' | 'notice' | 'warning' | 'critical';
    quietHours: QuietHour | null;
    digestMinutes: number;
    enabled: boolean;
    createdAt: string;
    createdBy: ReleasedBy;
};

export type Open = {
    id: string;
    number: number;
    version: string | null;
    status: string;
};

export type Option = {
    section?: 'files' | 'api' | 'dependencies' | 'environment' | 'configuration' | 'image';
    path?: string;
    view?: 'split' | 'unified';
    changedOnly?: boolean;
};

export type Override = {
    reason: string;
    requestedBy: ReleasedBy;
    confirmedBy?: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    confirmedAt?: string;
};

export type Override2 = {
    reason: string;
    requestedBy: ReleasedBy;
    confirmedBy: ReleasedBy | null;
    confirmedAt: string | null;
};

export type Package = {
    id: string;
    productId: string;
    /**
     * Null for a whole file
     */
    fromVersion: string | null;
    toVersion: string;
    /**
     * The file that it makes
     */
    fileName: string;
    isDelta: boolean;
    format: 'zstd-patch-from' | 'xdelta3' | 'bsdiff' | 'full';
    state: 'queued' | 'making' | 'ready' | 'dropped' | 'failed';
    /**
     * Bytes to download; null until it is made
     */
    packageSize: number | null;
    resultSize: number;
    /**
     * SHA-256 of what is downloaded
     */
    checksum: string | null;
    resultSha256: string;
    /**
     * The path below this server's address
     */
    url: string | null;
    /**
     * Of the whole file, 0 to 1
     */
    savedShare: number | null;
    /**
     * A smaller one may follow
     */
    isImproving: boolean;
    attempts: Array<Attempt>;
    /**
     * Why it was dropped or failed
     */
    reason: string | null;
    releaseNotes: string;
    createdAt: string;
    createdBy: ReleasedBy;
};

export type Plan = {
    id: string;
    number: number;
    status: 'awaitingApproval' | 'approved' | 'executing' | 'needsDecision' | 'completed' | 'failed' | 'rejected' | 'cancelled' | 'expired';
};

export type PlanIncident = {
    id: string;
    number: number;
    title: string;
    plan: Plan;
    product: Product2;
    summary: string;
    cause: string;
    actions: string;
    written: Written;
    revision: number;
    editedBy: ReleasedBy | null;
    editedAt: string | null;
    /**
     * RFC 3339, UTC
     */
    startedAt: string;
    endedAt: string | null;
    whereabouts: Whereabout | null;
    failed: Array<Failed>;
    issue: Issue;
    timeline: Array<Timeline>;
    /**
     * All of it, to be kept elsewhere
     */
    markdown: string;
};

export type Policy = {
    id: string;
    name: string;
    productId: string | null;
    imagePattern: string;
    tagRule: {
        kind: 'semver' | 'glob' | 'regex';
        value: string;
    } | null;
    updateStrategy: 'auto' | 'staged' | 'manual' | 'scheduled';
    batches: Array<number>;
    batchDelayMinutes: number;
    healthCheckEnabled: boolean;
    healthCheckConfig: HealthCheckConfig | HealthCheckConfig2 | HealthCheckConfig3 | HealthCheckConfig4 | null;
    autoRollbackEnabled: boolean;
    onFailureLimit: 'pause' | 'rollBack';
    maxFailureRate: number;
    deviceTimeoutSeconds: number;
    deviceFilter: DeviceFilter;
    maintenanceWindow: MaintenanceWindow | null;
    priority: number;
    enabled: boolean;
    createdAt: string;
    updatedAt: string;
};

export type Product = {
    id: string;
    slug: string;
    name: string;
    kind: 'image' | 'firmware' | 'app' | 'extension';
    /**
     * host/repository, for images.
     */
    image: string | null;
    timeZone: string;
    /**
     * Its files are not for everybody.
     */
    isPrivate: boolean;
    /**
     * How many of its deployments run at once.
     */
    concurrentDeployments: number;
    createdAt: string;
};

export type Product2 = {
    id: string;
    slug: string;
    name: string;
};

export type ProductDatabase = {
    id: string;
    product: {
        id: string;
        slug: string;
    };
    name: string;
    /**
     * Host, port and database
     */
    address: string;
    schemas: Array<string>;
    allowWritable: boolean;
    /**
     * Null as long as it was never read
     */
    access: Access | null;
    checkedAt: string | null;
    /**
     * Why it could not be read the last time; null where it could
     */
    lastError: string | null;
    foreignKeys: number;
    /**
     * RFC 3339, UTC
     */
    createdAt: string;
    createdBy: ReleasedBy;
};

export type Push = {
    registryHost: string;
    repository: string;
    tag: string;
    digest: string | null;
    pushedAt: string;
    actor: string | null;
    outcome: 'rollout' | 'duplicate' | 'ignored' | 'lookup';
    reason: string | null;
    rolloutId: string | null;
};

export type Queue = {
    id: string;
    status: string;
    waitReason: string | null;
    scheduledAt: string | null;
    timeZone: string;
};

export type QuietHour = {
    timeZone: string;
    from: string;
    to: string;
    days?: Array<number>;
    exceptCritical: boolean;
};

export type QuietHour2 = {
    timeZone: string;
    from: string;
    /**
     * Where it is not later than `from`, on the next day.
     */
    to: string;
    /**
     * Weekdays on which they begin, from 1 for Monday; every day unless said.
     */
    days?: Array<number>;
    /**
     * What is critical comes all the same.
     */
    exceptCritical?: boolean;
};

export type Region = {
    name: string;
    provider: 'builtIn' | 'varnish' | 'nginx' | 'cloudflare' | 'cloudFront';
    /**
     * Empty for this server itself where SLIPWAY_PUBLIC_URL is not set.
     */
    baseUrl: string;
    purgeUrl: string | null;
    zoneId: string | null;
    distributionId: string | null;
    hasApiKey: boolean;
    enabled: boolean;
    /**
     * This server itself, which can be neither changed nor removed.
     */
    isOrigin: boolean;
    isFromEnvironment: boolean;
    files: File2;
    checkedAt: string | null;
    lastError: string | null;
};

export type Region2 = {
    region: string;
    downloads: number;
    bytes: number;
    hits: number;
    misses: number;
    hitRatio: number | null;
};

export type Region3 = {
    region: string;
    downloads: number;
    bytes: number;
    hits: number;
    misses: number;
};

export type Registry = {
    id: string;
    host: string;
    username: string | null;
    hasPassword: boolean;
    /**
     * Spoken to over plain HTTP, because SLIPWAY_REGISTRY_INSECURE lists it.
     */
    isInsecure: boolean;
    lastCheckedAt: string | null;
    lastError: string | null;
    createdAt: string;
    updatedAt: string;
};

export type RegistryWebhook = {
    deliveryId: string;
    status: 'accepted' | 'duplicate' | 'ignored' | 'rejected' | 'failed';
    rollouts: Array<string>;
    reason?: string;
    /**
     * The run of a CI system that it told of.
     */
    ciRunId?: string;
    /**
     * What that run started or stopped so far.
     */
    deployments?: Array<string>;
};

/**
 * Exactly what is deployed
 */
export type Release = {
    image: string;
    tag: string;
    digest: string | null;
    version: string;
    artifacts: Array<{
        id: string;
        sha256: string;
    }>;
};

export type ReleasedBy = {
    kind: 'user' | 'token' | 'device' | 'system' | 'anonymous';
    id?: string;
    name?: string;
};

export type Risk = {
    id: string;
    product: {
        id: string;
        slug: string;
    };
    environment: Environment2 | null;
    deploymentId: string | null;
    rolloutId: string | null;
    fromVersion: string | null;
    toVersion: string | null;
    plannedAt: string;
    /**
     * Likelihood and impact together.
     */
    score: number;
    level: 'low' | 'medium' | 'high' | 'critical';
    /**
     * Of failure: likelihood alone.
     */
    probability: number;
    /**
     * With the next, the interval that unknown facts leave.
     */
    probabilityLow: number;
    probabilityHigh: number;
    /**
     * False until 200 deployments have ended here.
     */
    isCalibrated: boolean;
    ownOutcomes: number;
    /**
     * The versions were not compared yet.
     */
    isPreliminary: boolean;
    factors: Array<Factor>;
    /**
     * What policy says about the time, apart from the score.
     */
    guards: Array<Guard>;
    suggestions: Array<Suggestion>;
    /**
     * In words, by a language model, where somebody asked for it. It decides nothing.
     */
    explanation: Explanation | {
        kind: 'unavailable';
        reason: string;
    } | null;
    outcome: 'success' | 'failure' | null;
    outcomeAt: string | null;
    createdAt: string;
};

export type RollbackPlan = {
    id: string;
    number: number;
    product: Product2;
    /**
     * Null: everywhere
     */
    environment: Product2 | null;
    deployment: {
        id: string;
        number: number;
    } | null;
    rollout: {
        id: string;
        number: number;
    } | null;
    from: {
        versionId: string;
        version: string;
    };
    to: {
        versionId: string;
        version: string;
    };
    /**
     * By which of the fallbacks the version to go back to was found
     */
    targetFoundBy: 'beforeDeployment' | 'lastHealthy' | 'named';
    reason: string;
    strategy: 'immediate' | 'gradual' | 'scheduled';
    scheduledAt: string | null;
    timeZone: string;
    status: 'awaitingApproval' | 'approved' | 'executing' | 'needsDecision' | 'completed' | 'failed' | 'rejected' | 'cancelled' | 'expired';
    statusReason: string | null;
    /**
     * The worst of its checks
     */
    verdict: 'pass' | 'warn' | 'block';
    isForced: boolean;
    isAutomatic: boolean;
    affectedDevices: number;
    createdBy: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    createdAt: string;
    /**
     * RFC 3339, UTC
     */
    expiresAt: string;
    /**
     * Counts changes, from 1
     */
    revision: number;
    content: Content;
    /**
     * SHA-256 of the content, in hex: approvals and executions name it
     */
    contentDigest: string;
    batches: Array<number>;
    gates: Gate;
    checks: Array<Check>;
    /**
     * RFC 3339, UTC
     */
    checkedAt: string;
    /**
     * Of one device; null where nobody knows.
     */
    estimatedDowntime: EstimatedDowntime | null;
    force: Force | null;
    /**
     * That it was carried out without all its approvals, and why
     */
    breakGlass: BreakGlass | null;
    approval: Approval2;
    trigger: Trigger2;
    executions: Array<Execution>;
    /**
     * What is where; null before anything was done
     */
    whereabouts: Whereabout | null;
    /**
     * The report, once it was begun
     */
    incident: {
        id: string;
        number: number;
    } | null;
    allowedActions: Array<'update' | 'check' | 'force' | 'approve' | 'reject' | 'execute' | 'breakGlass' | 'cancel' | 'retry' | 'goOnWithout' | 'giveUp'>;
    /**
     * RFC 3339, UTC
     */
    updatedAt: string;
};

export type Rollout = {
    id: string;
    number: number;
    product: {
        id: string;
        slug: string;
    };
    image: string;
    tag: string;
    /**
     * Null until the registry has said what the tag points to
     */
    digest: string | null;
    fromVersion: string | null;
    toVersion: string;
    strategy: 'auto' | 'staged' | 'manual' | 'scheduled';
    status: 'pending' | 'scheduled' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
    statusReason: string | null;
    batches: Array<Batch>;
    currentBatch: number;
    /**
     * Devices by status. Until the rollout is planned: an estimate of what the selection would give now
     */
    counts: {
        [key: string]: number;
    };
    /**
     * Of the current batch: failed ÷ (healthy + failed)
     */
    failureRate: number;
    failureRateMax: number;
    /**
     * RFC 3339, UTC
     */
    createdAt: string;
    startedAt: string | null;
    completedAt: string | null;
    policyId: string | null;
    deploymentId: string | null;
    policy: {
        id: string;
        name: string;
    } | null;
    settings: Setting;
    /**
     * Why this policy and not another
     */
    choice: {
        [key: string]: unknown;
    } | null;
    waitingFor: {
        reason: 'registry' | 'scheduledTime' | 'window' | 'approval' | 'delay' | 'devices' | 'paused' | 'rollback' | 'nothing';
        /**
         * When this may change by itself
         */
        until: string | null;
    } | null;
    allowedActions: Array<'approve' | 'pause' | 'resume' | 'cancel' | 'retry' | 'rollBack' | 'rollBackBatch' | 'rollBackDevice' | 'leaveOutDevice'>;
    pausedFrom: 'pending' | 'scheduled' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack' | null;
    isPlanned: boolean;
    scheduledAt: string | null;
    /**
     * When the registry is asked next
     */
    resolveAt: string | null;
    resolveAttempts: number;
    createdBy: ReleasedBy;
    /**
     * RFC 3339, UTC
     */
    updatedAt: string;
};

export type Rollout2 = {
    id: string;
    number: number;
    stage: string | null;
    status: 'pending' | 'scheduled' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
};

export type Rollout3 = {
    id: string;
    number: number;
    status: string;
    round: number;
};

export type RolloutDevice = {
    deviceId: string;
    uuid: string;
    name: string;
    batchIndex: number;
    /**
     * Place in the order by sha256(deviceId + rolloutId)
     */
    position: number;
    status: 'pending' | 'scheduled' | 'updating' | 'healthy' | 'failed' | 'rolledBack' | 'skipped';
    reason: string | null;
    hasFailed: boolean;
    actionId: number | null;
    attempts: number;
    progress: number | null;
    /**
     * What keeps it from going on
     */
    waitingFor: 'consent' | 'confirmation' | 'window' | null;
    previousVersion: string | null;
    /**
     * RFC 3339, UTC
     */
    updatedAt: string;
};

export type RolloutEvent = {
    seq: number;
    type: string;
    at: string;
    subject: {
        kind: string;
        id: string;
    };
    rolloutId: string | null;
    productId: string | null;
    actor: ReleasedBy;
    data: {
        [key: string]: unknown;
    };
};

export type Sample = {
    id: string;
    name: string;
    fleet: string | null;
    tags: Array<string>;
};

export type Schedule = {
    id: string;
    name: string;
    product: Product2;
    channel: string;
    environment: Product2;
    template: Product2;
    /**
     * Null stands in the place of a secret.
     */
    variables: {
        [key: string]: unknown;
    };
    priority: 'critical' | 'high' | 'normal' | 'low';
    recurrence: {
        kind: 'cron' | 'rrule';
        value: string;
    };
    startsAt: string;
    timeZone: string;
    enabled: boolean;
    next: Array<string>;
    lastAt: string | null;
    lastOutcome: string | null;
    createdAt: string;
    createdBy: ReleasedBy;
};

export type ServiceAccount = {
    id: string;
    name: string;
    role: 'viewer' | 'operator' | 'approver' | 'admin';
    disabled: boolean;
    /**
     * Sees and changes only what belongs to a team of theirs.
     */
    isLimited: boolean;
    createdAt: string;
};

export type Setting = {
    /**
     * Cumulative shares of the selected devices in percent, for example [10, 50, 100]
     */
    batches: Array<number>;
    batchDelayMinutes: number;
    healthCheckEnabled: boolean;
    healthCheckConfig: HealthCheckConfig | HealthCheckConfig2 | HealthCheckConfig3 | HealthCheckConfig4 | null;
    autoRollbackEnabled: boolean;
    onFailureLimit: 'pause' | 'rollBack';
    maxFailureRate: number;
    deviceTimeoutSeconds: number;
    deviceFilter: DeviceFilter;
    maintenanceWindow: MaintenanceWindow | null;
};

export type SharedDiff = {
    id: string;
    from: string;
    to: string;
    options: Option;
    createdAt: string;
    createdBy: ReleasedBy;
    /**
     * The page, below the address of the server. It needs to be signed in.
     */
    href: string;
};

export type Stage = {
    name: string;
    title: string;
    description: string;
    kind: 'rollout' | 'canary' | 'blueGreen' | 'regions' | 'trafficSwitch' | 'migration' | 'wait' | 'approval' | 'smokeTest' | 'loadTest' | 'webhook';
    /**
     * Stages that must be over before it
     */
    needs: Array<string>;
    /**
     * Stages that wait for it
     */
    next: Array<string>;
    status: 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled' | 'rollingBack' | 'rolledBack' | 'rollbackFailed';
    statusReason: string | null;
    /**
     * Tries so far
     */
    attempt: number;
    attemptsMax: number;
    onFailure: 'rollBack' | 'stop' | 'continue';
    /**
     * When it is tried or looked at again
     */
    wakeAt: string | null;
    startedAt: string | null;
    deadlineAt: string | null;
    completedAt: string | null;
    rolledBackAt: string | null;
    /**
     * What it brought forth, such as the rollout that it made
     */
    output: {
        [key: string]: unknown;
    } | null;
};

export type Stage2 = {
    name: string;
    title: string;
    kind: 'rollout' | 'canary' | 'blueGreen' | 'regions' | 'trafficSwitch' | 'migration' | 'wait' | 'approval' | 'smokeTest' | 'loadTest' | 'webhook';
    needs: Array<string>;
    isConditional: boolean;
};

export type Stage3 = {
    name: string;
    title: string;
    status: 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled' | 'rollingBack' | 'rolledBack' | 'rollbackFailed';
};

export type Stage4 = {
    name: string;
    title: string;
    description: string;
    kind: 'rollout' | 'canary' | 'blueGreen' | 'regions' | 'trafficSwitch' | 'migration' | 'wait' | 'approval' | 'smokeTest' | 'loadTest' | 'webhook';
    /**
     * Stages that must be over before it. Left out: the one before; [] begins at once, beside the others
     */
    needs?: Array<string>;
    when?: When;
    /**
     * Left out: as is usual for its kind
     */
    timeLimitMinutes?: number;
    /**
     * Tries after the first; left out: as is usual for its kind
     */
    retries?: number;
    /**
     * Take back what was done; leave it as it is; or go on without this stage
     */
    onFailure: 'rollBack' | 'stop' | 'continue';
    /**
     * As its kind wants it. {$given: name, …} is left out where that variable was not given
     */
    config: {
        [key: string]: unknown;
    };
};

export type Stage5 = {
    name: string;
    status: 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled' | 'rollingBack' | 'rolledBack' | 'rollbackFailed';
    statusReason: string | null;
    attempt: number;
    startedAt: string | null;
    completedAt: string | null;
};

export type Stage6 = {
    name: string;
    title?: string;
    description?: string;
    kind: 'rollout' | 'canary' | 'blueGreen' | 'regions' | 'trafficSwitch' | 'migration' | 'wait' | 'approval' | 'smokeTest' | 'loadTest' | 'webhook';
    /**
     * Stages that must be over before it. Left out: the one before; [] begins at once, beside the others
     */
    needs?: Array<string>;
    when?: When;
    /**
     * Left out: as is usual for its kind
     */
    timeLimitMinutes?: number;
    /**
     * Tries after the first; left out: as is usual for its kind
     */
    retries?: number;
    /**
     * Take back what was done; leave it as it is; or go on without this stage
     */
    onFailure?: 'rollBack' | 'stop' | 'continue';
    /**
     * As its kind wants it. {$given: name, …} is left out where that variable was not given
     */
    config?: {
        [key: string]: unknown;
    };
};

export type Standing = {
    kind: 'waiting';
    given: number;
    missing: number;
};

export type Standing2 = {
    kind: 'waiting';
    given: number;
    missing: number;
};

export type Step = {
    kind: 'dropTable' | 'dropColumn' | 'dropSchema' | 'deleteRows' | 'setNotNull';
    schema: string | null;
    table?: string;
    column?: string;
};

export type Suggestion = {
    id: string;
    message: string;
    /**
     * By how many points the score would change.
     */
    delta: number | null;
    href: string | null;
};

export type Team = {
    id: string;
    slug: string;
    name: string;
    description: string;
    members: Array<Member>;
    products: Array<Product2>;
    environments: Array<Product2>;
    createdAt: string;
};

export type Template = {
    id: string;
    slug: string;
    name: string;
    description: string;
    isBuiltIn: boolean;
    version: number;
    stages: Array<Stage2>;
    use: Use;
    createdAt: string;
    updatedAt: string;
    archivedAt: string | null;
    definition: Definition;
    shownVersion: number;
    versions: Array<Version>;
};

export type Template2 = {
    id: string;
    slug: string;
    name: string;
    version: number;
};

export type Timeline = {
    seq: number;
    /**
     * RFC 3339, UTC
     */
    at: string;
    text: string;
    cause: string | null;
    by: string | null;
    href: string | null;
};

export type To = {
    versionId: string;
    version: string;
    image: string;
    tag: string;
    digest: string | null;
    artifacts: Array<{
        id: string;
        sha256: string;
    }>;
};

export type Token = {
    id: string;
    name: string;
    prefix: string;
    scopes: Array<string>;
    /**
     * The products that it reaches alone; empty: all that its owner reaches.
     */
    productIds: Array<string>;
    /**
     * Null where it belongs to the house.
     */
    serviceAccountId: string | null;
    createdAt: string;
    expiresAt: string | null;
    revokedAt: string | null;
    lastUsedAt: string | null;
};

export type Total = {
    downloads: number;
    bytes: number;
    hits: number;
    misses: number;
    hitRatio: number | null;
};

export type Trigger = {
    kind: 'manual' | 'policy' | 'ci' | 'promotion' | 'schedule' | 'api';
    /**
     * Such as the id of a policy, a schedule or a CI run
     */
    id?: string;
    name?: string;
    url?: string;
};

export type Trigger2 = {
    kind: 'manual' | 'automatic';
    cause?: 'deviceFailures' | 'failedChecks' | 'foundBad';
    evidence?: string;
};

export type Try = {
    attempt: number;
    at: string;
    millis: number;
    outcome: 'delivered' | 'refused' | 'timedOut' | 'unreachable' | 'redirected';
    /**
     * Of HTTP or SMTP.
     */
    status: number | null;
    answer: string | null;
    error: string | null;
};

export type Use = {
    /**
     * Deployments that were made with it.
     */
    count: number;
    /**
     * Of those, how many completed, failed or were rolled back.
     */
    finished: number;
    succeeded: number;
    lastAt: string | null;
};

export type User = {
    id: string;
    email: string;
    name: string;
    role: 'viewer' | 'operator' | 'approver' | 'admin';
    disabled: boolean;
    /**
     * Sees and changes only what belongs to a team of theirs.
     */
    isLimited: boolean;
    hasPassword: boolean;
    lastSignInAt: string | null;
    createdAt: string;
};

export type User2 = {
    id: string;
    email: string;
    name: string;
    role: 'viewer' | 'operator' | 'approver' | 'admin';
    disabled: boolean;
    /**
     * Sees and changes only what belongs to a team of theirs.
     */
    isLimited: boolean;
    hasPassword: boolean;
    lastSignInAt: string | null;
    createdAt: string;
    setUpToken: string;
};

export type Variable = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'text';
    default?: string;
    /**
     * RE2 syntax
     */
    pattern?: string;
    lengthMax?: number;
};

export type Variable10 = {
    name: string;
    equals?: string | number | boolean;
    notEquals?: string | number | boolean;
    in?: Array<string | number | boolean>;
    /**
     * Whether it has a value at all
     */
    given?: boolean;
};

export type Variable11 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'text';
    default?: string;
    /**
     * RE2 syntax
     */
    pattern?: string;
    lengthMax?: number;
};

export type Variable12 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'number';
    default?: number;
    min?: number;
    max?: number;
};

export type Variable13 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'boolean';
    default?: boolean;
};

export type Variable14 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'choice';
    default?: string;
    options: Array<{
        value: string;
        label?: string;
    }>;
};

export type Variable15 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'product';
    /**
     * Its slug
     */
    default?: string;
};

export type Variable16 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'environment';
    /**
     * Its slug
     */
    default?: string;
};

export type Variable17 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'devices';
    default?: {
        [key: string]: unknown;
    };
};

export type Variable18 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'duration';
    /**
     * Minutes
     */
    default?: number;
    min?: number;
    max?: number;
};

export type Variable19 = {
    name: string;
    label?: string;
    help?: string;
    required?: boolean;
    type: 'secret';
};

export type Variable2 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'number';
    default?: number;
    min?: number;
    max?: number;
};

export type Variable3 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'boolean';
    default?: boolean;
};

export type Variable4 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'choice';
    default?: string;
    options: Array<{
        value: string;
        label?: string;
    }>;
};

export type Variable5 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'product';
    /**
     * Its slug
     */
    default?: string;
};

export type Variable6 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'environment';
    /**
     * Its slug
     */
    default?: string;
};

export type Variable7 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'devices';
    default?: {
        [key: string]: unknown;
    };
};

export type Variable8 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'duration';
    /**
     * Minutes
     */
    default?: number;
    min?: number;
    max?: number;
};

export type Variable9 = {
    name: string;
    label: string;
    help: string;
    required: boolean;
    type: 'secret';
};

export type Version = {
    version: number;
    note: string;
    createdAt: string;
    createdBy: ReleasedBy;
    use: Use;
};

export type Wait = {
    code: string;
    message: string;
    /**
     * When it changes without anybody doing anything; null: nobody can say.
     */
    until: string | null;
};

export type WebhookSource = {
    id: string;
    name: string;
    format: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog' | 'any';
    prefix: string;
    registryHost: string | null;
    repositoryPrefix: string | null;
    enabled: boolean;
    createdAt: string;
    revokedAt: string | null;
};

export type When = {
    variable?: Variable10;
    /**
     * The score, 0 to 100
     */
    risk?: {
        atLeast: number;
    };
    /**
     * Slugs of environments
     */
    environment?: Array<string>;
};

export type Whereabout = {
    total: number;
    /**
     * Run the older version
     */
    back: number;
    /**
     * Were asked and have not answered
     */
    underWay: number;
    failed: number;
    /**
     * Not heard from
     */
    unreachable: number;
    /**
     * Were not asked yet
     */
    untouched: number;
    /**
     * Run something else altogether
     */
    elsewhere: number;
};

export type Within = {
    /**
     * Names or ids of fleets; a device of any of them is meant.
     */
    fleets?: Array<string>;
    /**
     * A device must carry all of them.
     */
    tags?: Array<string>;
    /**
     * A device must be one of these.
     */
    deviceIds?: Array<string>;
    /**
     * Without =, < and >: a part of the device's name, in capitals or not, or the start of its id. Else a query, such as attribute.hwRevision==2;tag==beta (see docs/device-groups.md).
     */
    query?: string;
};

export type Within2 = {
    /**
     * Names or ids of fleets; a device of any of them is meant.
     */
    fleets?: Array<string>;
    /**
     * A device must carry all of them.
     */
    tags?: Array<string>;
    /**
     * A device must be one of these.
     */
    deviceIds?: Array<string>;
    query?: string;
};

/**
 * What people wrote; null in each part that is generated
 */
export type Written = {
    summary: string | null;
    cause: string | null;
    actions: string | null;
};

export type SetUpData = {
    body: {
        token: string;
        password: string;
        email?: string;
        name?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/setup';
};

export type SetUpErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type SetUpError = SetUpErrors[keyof SetUpErrors];

export type SetUpResponses = {
    /**
     * Done.
     */
    201: User;
};

export type SetUpResponse = SetUpResponses[keyof SetUpResponses];

export type DescribeMeData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me';
};

export type DescribeMeErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DescribeMeError = DescribeMeErrors[keyof DescribeMeErrors];

export type DescribeMeResponses = {
    /**
     * Done.
     */
    200: {
        kind: 'user' | 'token';
        id: string;
        name: string;
        email?: string;
        role?: 'viewer' | 'operator' | 'approver' | 'admin';
        scopes: Array<'products:read' | 'products:write' | 'versions:read' | 'versions:write' | 'policies:read' | 'policies:write' | 'rollouts:read' | 'rollouts:write' | 'deployments:read' | 'deployments:write' | 'rollbacks:read' | 'rollbacks:write' | 'templates:read' | 'templates:write' | 'environments:read' | 'environments:write' | 'devices:read' | 'devices:write' | 'fleets:read' | 'fleets:write' | 'webhooks:read' | 'webhooks:write' | 'registries:read' | 'registries:write' | 'regions:read' | 'regions:write' | 'notifications:read' | 'notifications:write' | 'tokens:read' | 'tokens:write' | 'users:read' | 'users:write' | 'events:read' | 'events:write' | 'rollouts:approve' | 'deployments:approve' | 'rollbacks:approve' | 'events:export' | 'backups:read' | 'secrets:read'>;
    };
};

export type DescribeMeResponse = DescribeMeResponses[keyof DescribeMeResponses];

export type ChangePasswordData = {
    body: {
        currentPassword: string;
        newPassword: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/me/password';
};

export type ChangePasswordErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ChangePasswordError = ChangePasswordErrors[keyof ChangePasswordErrors];

export type ChangePasswordResponses = {
    /**
     * Done.
     */
    200: User;
};

export type ChangePasswordResponse = ChangePasswordResponses[keyof ChangePasswordResponses];

export type ListUsersData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/users';
};

export type ListUsersErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListUsersError = ListUsersErrors[keyof ListUsersErrors];

export type ListUsersResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<User>;
        nextCursor: string | null;
    };
};

export type ListUsersResponse = ListUsersResponses[keyof ListUsersResponses];

export type CreateUserData = {
    body: {
        email: string;
        name: string;
        role: 'viewer' | 'operator' | 'approver' | 'admin';
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/users';
};

export type CreateUserErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateUserError = CreateUserErrors[keyof CreateUserErrors];

export type CreateUserResponses = {
    /**
     * Done.
     */
    201: User2;
};

export type CreateUserResponse = CreateUserResponses[keyof CreateUserResponses];

export type UpdateUserData = {
    body: {
        name?: string;
        role?: 'viewer' | 'operator' | 'approver' | 'admin';
        disabled?: boolean;
        isLimited?: boolean;
    };
    path: {
        userId: string;
    };
    query?: never;
    url: '/api/v1/users/{userId}';
};

export type UpdateUserErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateUserError = UpdateUserErrors[keyof UpdateUserErrors];

export type UpdateUserResponses = {
    /**
     * Done.
     */
    200: User;
};

export type UpdateUserResponse = UpdateUserResponses[keyof UpdateUserResponses];

export type ResetPasswordData = {
    body?: never;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        userId: string;
    };
    query?: never;
    url: '/api/v1/users/{userId}/reset-password';
};

export type ResetPasswordErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ResetPasswordError = ResetPasswordErrors[keyof ResetPasswordErrors];

export type ResetPasswordResponses = {
    /**
     * Done.
     */
    200: User2;
};

export type ResetPasswordResponse = ResetPasswordResponses[keyof ResetPasswordResponses];

export type ListTokensData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        serviceAccountId?: string;
    };
    url: '/api/v1/tokens';
};

export type ListTokensErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListTokensError = ListTokensErrors[keyof ListTokensErrors];

export type ListTokensResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Token>;
        nextCursor: string | null;
    };
};

export type ListTokensResponse = ListTokensResponses[keyof ListTokensResponses];

export type CreateTokenData = {
    body: {
        name: string;
        scopes: Array<string>;
        expiresAt?: string;
        productIds?: Array<string>;
        serviceAccountId?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/tokens';
};

export type CreateTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateTokenError = CreateTokenErrors[keyof CreateTokenErrors];

export type CreateTokenResponses = {
    /**
     * Done.
     */
    201: {
        id: string;
        name: string;
        prefix: string;
        scopes: Array<string>;
        /**
         * The products that it reaches alone; empty: all that its owner reaches.
         */
        productIds: Array<string>;
        /**
         * Null where it belongs to the house.
         */
        serviceAccountId: string | null;
        createdAt: string;
        expiresAt: string | null;
        revokedAt: string | null;
        lastUsedAt: string | null;
        token: string;
    };
};

export type CreateTokenResponse = CreateTokenResponses[keyof CreateTokenResponses];

export type RevokeTokenData = {
    body?: never;
    path: {
        tokenId: string;
    };
    query?: never;
    url: '/api/v1/tokens/{tokenId}';
};

export type RevokeTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeTokenError = RevokeTokenErrors[keyof RevokeTokenErrors];

export type RevokeTokenResponses = {
    /**
     * Done.
     */
    200: Token;
};

export type RevokeTokenResponse = RevokeTokenResponses[keyof RevokeTokenResponses];

export type RevokeMyOtherSessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me/sessions';
};

export type RevokeMyOtherSessionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeMyOtherSessionsError = RevokeMyOtherSessionsErrors[keyof RevokeMyOtherSessionsErrors];

export type RevokeMyOtherSessionsResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * How many sessions went on until now.
         */
        ended: number;
    };
};

export type RevokeMyOtherSessionsResponse = RevokeMyOtherSessionsResponses[keyof RevokeMyOtherSessionsResponses];

export type ListMySessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me/sessions';
};

export type ListMySessionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListMySessionsError = ListMySessionsErrors[keyof ListMySessionsErrors];

export type ListMySessionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Item>;
    };
};

export type ListMySessionsResponse = ListMySessionsResponses[keyof ListMySessionsResponses];

export type RevokeMySessionData = {
    body?: never;
    path: {
        sessionId: string;
    };
    query?: never;
    url: '/api/v1/me/sessions/{sessionId}';
};

export type RevokeMySessionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeMySessionError = RevokeMySessionErrors[keyof RevokeMySessionErrors];

export type RevokeMySessionResponses = {
    /**
     * Done.
     */
    204: void;
};

export type RevokeMySessionResponse = RevokeMySessionResponses[keyof RevokeMySessionResponses];

export type ListMyIdentitiesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me/identities';
};

export type ListMyIdentitiesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListMyIdentitiesError = ListMyIdentitiesErrors[keyof ListMyIdentitiesErrors];

export type ListMyIdentitiesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            provider: string;
            groups: Array<string>;
            createdAt: string;
            lastUsedAt: string | null;
        }>;
    };
};

export type ListMyIdentitiesResponse = ListMyIdentitiesResponses[keyof ListMyIdentitiesResponses];

export type UnlinkMyIdentityData = {
    body?: never;
    path: {
        identityId: string;
    };
    query?: never;
    url: '/api/v1/me/identities/{identityId}';
};

export type UnlinkMyIdentityErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UnlinkMyIdentityError = UnlinkMyIdentityErrors[keyof UnlinkMyIdentityErrors];

export type UnlinkMyIdentityResponses = {
    /**
     * Done.
     */
    204: void;
};

export type UnlinkMyIdentityResponse = UnlinkMyIdentityResponses[keyof UnlinkMyIdentityResponses];

export type ShowSecondFactorData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me/second-factor';
};

export type ShowSecondFactorErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShowSecondFactorError = ShowSecondFactorErrors[keyof ShowSecondFactorErrors];

export type ShowSecondFactorResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * A second factor goes with a password; who signs in elsewhere has it there.
         */
        hasPassword: boolean;
        /**
         * Since when a code is asked for; null where none is.
         */
        confirmedAt: string | null;
        recoveryCodesLeft: number;
    };
};

export type ShowSecondFactorResponse = ShowSecondFactorResponses[keyof ShowSecondFactorResponses];

export type BeginSecondFactorData = {
    body: {
        password: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/me/second-factor';
};

export type BeginSecondFactorErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type BeginSecondFactorError = BeginSecondFactorErrors[keyof BeginSecondFactorErrors];

export type BeginSecondFactorResponses = {
    /**
     * Done.
     */
    201: {
        secret: string;
        /**
         * otpauth://…, for an authenticator app.
         */
        address: string;
        /**
         * The address as a QR code, an SVG.
         */
        picture: string;
    };
};

export type BeginSecondFactorResponse = BeginSecondFactorResponses[keyof BeginSecondFactorResponses];

export type ConfirmSecondFactorData = {
    body: {
        code: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/me/second-factor/confirm';
};

export type ConfirmSecondFactorErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ConfirmSecondFactorError = ConfirmSecondFactorErrors[keyof ConfirmSecondFactorErrors];

export type ConfirmSecondFactorResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Each works once; shown this once.
         */
        recoveryCodes: Array<string>;
    };
};

export type ConfirmSecondFactorResponse = ConfirmSecondFactorResponses[keyof ConfirmSecondFactorResponses];

export type RemoveMySecondFactorData = {
    body: {
        code: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/me/second-factor/remove';
};

export type RemoveMySecondFactorErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RemoveMySecondFactorError = RemoveMySecondFactorErrors[keyof RemoveMySecondFactorErrors];

export type RemoveMySecondFactorResponses = {
    /**
     * Done.
     */
    204: void;
};

export type RemoveMySecondFactorResponse = RemoveMySecondFactorResponses[keyof RemoveMySecondFactorResponses];

export type RenewRecoveryCodesData = {
    body: {
        code: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/me/second-factor/recovery-codes';
};

export type RenewRecoveryCodesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RenewRecoveryCodesError = RenewRecoveryCodesErrors[keyof RenewRecoveryCodesErrors];

export type RenewRecoveryCodesResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Each works once; shown this once.
         */
        recoveryCodes: Array<string>;
    };
};

export type RenewRecoveryCodesResponse = RenewRecoveryCodesResponses[keyof RenewRecoveryCodesResponses];

export type RevokeSessionsOfUserData = {
    body?: never;
    path: {
        userId: string;
    };
    query?: never;
    url: '/api/v1/users/{userId}/sessions';
};

export type RevokeSessionsOfUserErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeSessionsOfUserError = RevokeSessionsOfUserErrors[keyof RevokeSessionsOfUserErrors];

export type RevokeSessionsOfUserResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * How many sessions went on until now.
         */
        ended: number;
    };
};

export type RevokeSessionsOfUserResponse = RevokeSessionsOfUserResponses[keyof RevokeSessionsOfUserResponses];

export type ListSessionsOfUserData = {
    body?: never;
    path: {
        userId: string;
    };
    query?: never;
    url: '/api/v1/users/{userId}/sessions';
};

export type ListSessionsOfUserErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListSessionsOfUserError = ListSessionsOfUserErrors[keyof ListSessionsOfUserErrors];

export type ListSessionsOfUserResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Item>;
    };
};

export type ListSessionsOfUserResponse = ListSessionsOfUserResponses[keyof ListSessionsOfUserResponses];

export type RemoveSecondFactorOfUserData = {
    body?: never;
    path: {
        userId: string;
    };
    query?: never;
    url: '/api/v1/users/{userId}/second-factor';
};

export type RemoveSecondFactorOfUserErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RemoveSecondFactorOfUserError = RemoveSecondFactorOfUserErrors[keyof RemoveSecondFactorOfUserErrors];

export type RemoveSecondFactorOfUserResponses = {
    /**
     * Done.
     */
    204: void;
};

export type RemoveSecondFactorOfUserResponse = RemoveSecondFactorOfUserResponses[keyof RemoveSecondFactorOfUserResponses];

export type ListInvitationsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/invitations';
};

export type ListInvitationsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListInvitationsError = ListInvitationsErrors[keyof ListInvitationsErrors];

export type ListInvitationsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Invitation>;
        nextCursor: string | null;
    };
};

export type ListInvitationsResponse = ListInvitationsResponses[keyof ListInvitationsResponses];

export type CreateInvitationData = {
    body: {
        email: string;
        role: 'viewer' | 'operator' | 'approver' | 'admin';
        isLimited?: boolean;
        teamIds?: Array<string>;
        days?: number;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/invitations';
};

export type CreateInvitationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateInvitationError = CreateInvitationErrors[keyof CreateInvitationErrors];

export type CreateInvitationResponses = {
    /**
     * Done.
     */
    201: {
        id: string;
        email: string;
        role: 'viewer' | 'operator' | 'approver' | 'admin';
        /**
         * Sees and changes only what belongs to a team of theirs.
         */
        isLimited: boolean;
        teamIds: Array<string>;
        status: 'open' | 'accepted' | 'revoked' | 'expired';
        createdBy: ReleasedBy;
        createdAt: string;
        expiresAt: string;
        token: string;
    };
};

export type CreateInvitationResponse = CreateInvitationResponses[keyof CreateInvitationResponses];

export type OpenInvitationData = {
    body: {
        token: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/invitations/open';
};

export type OpenInvitationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type OpenInvitationError = OpenInvitationErrors[keyof OpenInvitationErrors];

export type OpenInvitationResponses = {
    /**
     * Done.
     */
    200: {
        email: string;
        role: 'viewer' | 'operator' | 'approver' | 'admin';
        expiresAt: string;
    };
};

export type OpenInvitationResponse = OpenInvitationResponses[keyof OpenInvitationResponses];

export type AcceptInvitationData = {
    body: {
        token: string;
        name: string;
        password: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/invitations/accept';
};

export type AcceptInvitationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type AcceptInvitationError = AcceptInvitationErrors[keyof AcceptInvitationErrors];

export type AcceptInvitationResponses = {
    /**
     * Done.
     */
    201: User;
};

export type AcceptInvitationResponse = AcceptInvitationResponses[keyof AcceptInvitationResponses];

export type RevokeInvitationData = {
    body?: never;
    path: {
        invitationId: string;
    };
    query?: never;
    url: '/api/v1/invitations/{invitationId}';
};

export type RevokeInvitationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeInvitationError = RevokeInvitationErrors[keyof RevokeInvitationErrors];

export type RevokeInvitationResponses = {
    /**
     * Done.
     */
    200: Invitation;
};

export type RevokeInvitationResponse = RevokeInvitationResponses[keyof RevokeInvitationResponses];

export type ListServiceAccountsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/service-accounts';
};

export type ListServiceAccountsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListServiceAccountsError = ListServiceAccountsErrors[keyof ListServiceAccountsErrors];

export type ListServiceAccountsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<ServiceAccount>;
        nextCursor: string | null;
    };
};

export type ListServiceAccountsResponse = ListServiceAccountsResponses[keyof ListServiceAccountsResponses];

export type CreateServiceAccountData = {
    body: {
        name: string;
        role: 'viewer' | 'operator' | 'approver' | 'admin';
        isLimited?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/service-accounts';
};

export type CreateServiceAccountErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateServiceAccountError = CreateServiceAccountErrors[keyof CreateServiceAccountErrors];

export type CreateServiceAccountResponses = {
    /**
     * Done.
     */
    201: ServiceAccount;
};

export type CreateServiceAccountResponse = CreateServiceAccountResponses[keyof CreateServiceAccountResponses];

export type UpdateServiceAccountData = {
    body: {
        name?: string;
        role?: 'viewer' | 'operator' | 'approver' | 'admin';
        isLimited?: boolean;
        disabled?: boolean;
    };
    path: {
        serviceAccountId: string;
    };
    query?: never;
    url: '/api/v1/service-accounts/{serviceAccountId}';
};

export type UpdateServiceAccountErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateServiceAccountError = UpdateServiceAccountErrors[keyof UpdateServiceAccountErrors];

export type UpdateServiceAccountResponses = {
    /**
     * Done.
     */
    200: ServiceAccount;
};

export type UpdateServiceAccountResponse = UpdateServiceAccountResponses[keyof UpdateServiceAccountResponses];

export type ListTeamsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/teams';
};

export type ListTeamsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListTeamsError = ListTeamsErrors[keyof ListTeamsErrors];

export type ListTeamsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Team>;
        nextCursor: string | null;
    };
};

export type ListTeamsResponse = ListTeamsResponses[keyof ListTeamsResponses];

export type CreateTeamData = {
    body: {
        name: string;
        description?: string;
        productIds?: Array<string>;
        environmentIds?: Array<string>;
        slug: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/teams';
};

export type CreateTeamErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateTeamError = CreateTeamErrors[keyof CreateTeamErrors];

export type CreateTeamResponses = {
    /**
     * Done.
     */
    201: Team;
};

export type CreateTeamResponse = CreateTeamResponses[keyof CreateTeamResponses];

export type DeleteTeamData = {
    body?: never;
    path: {
        teamId: string;
    };
    query?: never;
    url: '/api/v1/teams/{teamId}';
};

export type DeleteTeamErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteTeamError = DeleteTeamErrors[keyof DeleteTeamErrors];

export type DeleteTeamResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteTeamResponse = DeleteTeamResponses[keyof DeleteTeamResponses];

export type GetTeamData = {
    body?: never;
    path: {
        teamId: string;
    };
    query?: never;
    url: '/api/v1/teams/{teamId}';
};

export type GetTeamErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetTeamError = GetTeamErrors[keyof GetTeamErrors];

export type GetTeamResponses = {
    /**
     * Done.
     */
    200: Team;
};

export type GetTeamResponse = GetTeamResponses[keyof GetTeamResponses];

export type UpdateTeamData = {
    body: {
        name?: string;
        description?: string;
        productIds?: Array<string>;
        environmentIds?: Array<string>;
    };
    path: {
        teamId: string;
    };
    query?: never;
    url: '/api/v1/teams/{teamId}';
};

export type UpdateTeamErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateTeamError = UpdateTeamErrors[keyof UpdateTeamErrors];

export type UpdateTeamResponses = {
    /**
     * Done.
     */
    200: Team;
};

export type UpdateTeamResponse = UpdateTeamResponses[keyof UpdateTeamResponses];

export type RemoveTeamMemberData = {
    body?: never;
    path: {
        teamId: string;
        userId: string;
    };
    query?: never;
    url: '/api/v1/teams/{teamId}/members/{userId}';
};

export type RemoveTeamMemberErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RemoveTeamMemberError = RemoveTeamMemberErrors[keyof RemoveTeamMemberErrors];

export type RemoveTeamMemberResponses = {
    /**
     * Done.
     */
    200: Team;
};

export type RemoveTeamMemberResponse = RemoveTeamMemberResponses[keyof RemoveTeamMemberResponses];

export type AddTeamMemberData = {
    body?: never;
    path: {
        teamId: string;
        userId: string;
    };
    query?: never;
    url: '/api/v1/teams/{teamId}/members/{userId}';
};

export type AddTeamMemberErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type AddTeamMemberError = AddTeamMemberErrors[keyof AddTeamMemberErrors];

export type AddTeamMemberResponses = {
    /**
     * Done.
     */
    200: Team;
};

export type AddTeamMemberResponse = AddTeamMemberResponses[keyof AddTeamMemberResponses];

export type ListGroupMappingsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/group-mappings';
};

export type ListGroupMappingsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListGroupMappingsError = ListGroupMappingsErrors[keyof ListGroupMappingsErrors];

export type ListGroupMappingsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<GroupMapping>;
    };
};

export type ListGroupMappingsResponse = ListGroupMappingsResponses[keyof ListGroupMappingsResponses];

export type CreateGroupMappingData = {
    body: {
        provider: 'github' | 'oidc';
        group: string;
        role?: 'viewer' | 'operator' | 'approver' | 'admin';
        teamId?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/group-mappings';
};

export type CreateGroupMappingErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateGroupMappingError = CreateGroupMappingErrors[keyof CreateGroupMappingErrors];

export type CreateGroupMappingResponses = {
    /**
     * Done.
     */
    201: GroupMapping;
};

export type CreateGroupMappingResponse = CreateGroupMappingResponses[keyof CreateGroupMappingResponses];

export type DeleteGroupMappingData = {
    body?: never;
    path: {
        groupMappingId: string;
    };
    query?: never;
    url: '/api/v1/group-mappings/{groupMappingId}';
};

export type DeleteGroupMappingErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteGroupMappingError = DeleteGroupMappingErrors[keyof DeleteGroupMappingErrors];

export type DeleteGroupMappingResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteGroupMappingResponse = DeleteGroupMappingResponses[keyof DeleteGroupMappingResponses];

export type ListProductsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        kind?: 'image' | 'firmware' | 'app' | 'extension';
        /**
         * host/repository; without a host it is Docker Hub.
         */
        image?: string;
        /**
         * A part of the name, slug or image.
         */
        q?: string;
    };
    url: '/api/v1/products';
};

export type ListProductsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListProductsError = ListProductsErrors[keyof ListProductsErrors];

export type ListProductsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Product>;
        nextCursor: string | null;
    };
};

export type ListProductsResponse = ListProductsResponses[keyof ListProductsResponses];

export type CreateProductData = {
    body: {
        slug: string;
        name: string;
        kind: 'image' | 'firmware' | 'app' | 'extension';
        /**
         * host/repository; without a host it is Docker Hub.
         */
        image?: string;
        timeZone?: string;
        /**
         * Its files are only for devices, for whoever may read versions, and for whoever has a signed link.
         */
        isPrivate?: boolean;
        /**
         * How many of its deployments run at once; the others stand in the line.
         */
        concurrentDeployments?: number;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/products';
};

export type CreateProductErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateProductError = CreateProductErrors[keyof CreateProductErrors];

export type CreateProductResponses = {
    /**
     * Done.
     */
    201: Product;
};

export type CreateProductResponse = CreateProductResponses[keyof CreateProductResponses];

export type DeleteProductData = {
    body?: never;
    path: {
        productId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}';
};

export type DeleteProductErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteProductError = DeleteProductErrors[keyof DeleteProductErrors];

export type DeleteProductResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteProductResponse = DeleteProductResponses[keyof DeleteProductResponses];

export type GetProductData = {
    body?: never;
    path: {
        productId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}';
};

export type GetProductErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetProductError = GetProductErrors[keyof GetProductErrors];

export type GetProductResponses = {
    /**
     * Done.
     */
    200: Product;
};

export type GetProductResponse = GetProductResponses[keyof GetProductResponses];

export type UpdateProductData = {
    body: {
        name?: string;
        image?: string | null;
        timeZone?: string;
        /**
         * Its files are only for devices, for whoever may read versions, and for whoever has a signed link.
         */
        isPrivate?: boolean;
        /**
         * How many of its deployments run at once; the others stand in the line.
         */
        concurrentDeployments?: number;
    };
    path: {
        productId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}';
};

export type UpdateProductErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateProductError = UpdateProductErrors[keyof UpdateProductErrors];

export type UpdateProductResponses = {
    /**
     * Done.
     */
    200: Product;
};

export type UpdateProductResponse = UpdateProductResponses[keyof UpdateProductResponses];

export type ListVersionsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        includePrerelease?: string;
        includeDeprecated?: string;
        /**
         * Only what was promoted to it, prereleases included.
         */
        channel?: string;
        /**
         * A part of the number.
         */
        q?: string;
    };
    url: '/api/distribution/versions';
};

export type ListVersionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListVersionsError = ListVersionsErrors[keyof ListVersionsErrors];

export type ListVersionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<LatestVersion>;
        nextCursor: string | null;
    };
};

export type ListVersionsResponse = ListVersionsResponses[keyof ListVersionsResponses];

export type CreateVersionData = {
    body: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        version: string;
        /**
         * Markdown.
         */
        releaseNotes?: string;
        changelog?: Array<Changelog2>;
        digest?: string;
        /**
         * Defaults to true for a version without a prerelease part.
         */
        isStable?: boolean;
        /**
         * Nobody updates past it without having run it.
         */
        isFloor?: boolean;
        /**
         * Where it runs; what is left out does not matter to it.
         */
        compatibility?: {
            platforms?: Array<string>;
            architectures?: Array<string>;
            hardwareRevisions?: Array<string>;
            requires?: Array<{
                name: string;
                range: string;
            }>;
            provides?: Array<{
                name: string;
                version: string;
            }>;
        };
        /**
         * To which it is promoted at once; left out, those that fit it. An empty list promotes it nowhere.
         */
        channels?: Array<string>;
        releasedAt?: string;
        metadata?: {
            [key: string]: Shared1;
        };
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/versions';
};

export type CreateVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateVersionError = CreateVersionErrors[keyof CreateVersionErrors];

export type CreateVersionResponses = {
    /**
     * Done.
     */
    201: LatestVersion;
};

export type CreateVersionResponse = CreateVersionResponses[keyof CreateVersionResponses];

export type GetLatestVersionData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        /**
         * Of what was promoted to it, prereleases included.
         */
        channel?: string;
        includePrerelease?: string;
    };
    url: '/api/distribution/versions/latest';
};

export type GetLatestVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetLatestVersionError = GetLatestVersionErrors[keyof GetLatestVersionErrors];

export type GetLatestVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type GetLatestVersionResponse = GetLatestVersionResponses[keyof GetLatestVersionResponses];

export type CompareVersionsData = {
    body: {
        version1: string;
        version2: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/versions/compare';
};

export type CompareVersionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompareVersionsError = CompareVersionsErrors[keyof CompareVersionsErrors];

export type CompareVersionsResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * -1 when version1 is older.
         */
        comparison: -1 | 0 | 1;
        newer: string | null;
        difference: 'major' | 'minor' | 'patch' | 'prerelease' | null;
        breaking: boolean;
    };
};

export type CompareVersionsResponse = CompareVersionsResponses[keyof CompareVersionsResponses];

export type SuggestNextVersionData = {
    body: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        changelog?: Array<Changelog2>;
        /**
         * The step that is wanted; left out, the changelog decides.
         */
        bump?: 'major' | 'minor' | 'patch' | 'prerelease' | 'release';
        /**
         * Names a new series of prereleases.
         */
        prereleaseName?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/versions/next';
};

export type SuggestNextVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type SuggestNextVersionError = SuggestNextVersionErrors[keyof SuggestNextVersionErrors];

export type SuggestNextVersionResponses = {
    /**
     * Done.
     */
    200: {
        latest: string | null;
        version: string;
        bump: 'major' | 'minor' | 'patch' | 'prerelease' | 'release';
        reason: string;
        candidates: Array<{
            bump: 'major' | 'minor' | 'patch' | 'prerelease' | 'release';
            version: string;
        }>;
    };
};

export type SuggestNextVersionResponse = SuggestNextVersionResponses[keyof SuggestNextVersionResponses];

export type ReadChangelogData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        /**
         * The version before the first one told; left out, from the beginning.
         */
        from?: string;
        /**
         * The last version told; left out, the newest.
         */
        to?: string;
        includePrerelease?: string;
        format?: 'markdown' | 'json';
    };
    url: '/api/distribution/versions/changelog';
};

export type ReadChangelogErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadChangelogError = ReadChangelogErrors[keyof ReadChangelogErrors];

export type ReadChangelogResponses = {
    /**
     * Done.
     */
    200: {
        product: Product2;
        /**
         * Exclusive; null for the beginning.
         */
        from: string | null;
        /**
         * Inclusive; null for the newest.
         */
        to: string | null;
        versions: Array<{
            version: string;
            releasedAt: string;
            isDeprecated: boolean;
            releaseNotes: string;
            entries: Array<Changelog>;
            url?: string;
        }>;
    };
};

export type ReadChangelogResponse = ReadChangelogResponses[keyof ReadChangelogResponses];

export type ImportChangelogData = {
    body: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        format: 'keepAChangelog' | 'conventionalCommits';
        text: string;
        /**
         * The version that gets what has no number: commits, or what is unreleased.
         */
        version?: string;
        /**
         * What happens to versions that are not there yet.
         */
        missing?: 'skip' | 'create';
        /**
         * Replace changelogs that are there already.
         */
        overwrite?: boolean;
        /**
         * Without it nothing is written, and the answer is a preview.
         */
        apply?: boolean;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/versions/changelog/import';
};

export type ImportChangelogErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ImportChangelogError = ImportChangelogErrors[keyof ImportChangelogErrors];

export type ImportChangelogResponses = {
    /**
     * Done.
     */
    200: {
        applied: boolean;
        /**
         * What has no number: commits, or what the file calls unreleased.
         */
        unreleased: Array<Changelog>;
        versions: Array<{
            version: string;
            releasedOn: string | null;
            isYanked: boolean;
            releaseNotes: string;
            entries: Array<Changelog>;
            action: 'create' | 'update' | 'skip';
            versionId: string | null;
            /**
             * Why it is left as it is.
             */
            reason: string | null;
        }>;
        problems: Array<{
            line: number;
            message: string;
        }>;
        leftOut: Array<{
            header: string;
            reason: string;
        }>;
    };
};

export type ImportChangelogResponse = ImportChangelogResponses[keyof ImportChangelogResponses];

export type GetVersionData = {
    body?: never;
    path: {
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/versions/{versionId}';
};

export type GetVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetVersionError = GetVersionErrors[keyof GetVersionErrors];

export type GetVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type GetVersionResponse = GetVersionResponses[keyof GetVersionResponses];

export type UpdateVersionData = {
    body: {
        /**
         * Markdown.
         */
        releaseNotes?: string;
        changelog?: Array<Changelog2>;
        /**
         * Nobody updates past it without having run it.
         */
        isFloor?: boolean;
        /**
         * Where it runs; what is left out does not matter to it.
         */
        compatibility?: {
            platforms?: Array<string>;
            architectures?: Array<string>;
            hardwareRevisions?: Array<string>;
            requires?: Array<{
                name: string;
                range: string;
            }>;
            provides?: Array<{
                name: string;
                version: string;
            }>;
        };
        metadata?: {
            [key: string]: Shared1;
        };
        /**
         * Cannot be changed.
         */
        version?: unknown;
        /**
         * Cannot be changed.
         */
        digest?: unknown;
        /**
         * Cannot be changed.
         */
        isStable?: unknown;
        /**
         * Cannot be changed.
         */
        releasedAt?: unknown;
        /**
         * Cannot be changed.
         */
        productId?: unknown;
    };
    path: {
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/versions/{versionId}';
};

export type UpdateVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateVersionError = UpdateVersionErrors[keyof UpdateVersionErrors];

export type UpdateVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type UpdateVersionResponse = UpdateVersionResponses[keyof UpdateVersionResponses];

export type DeprecateVersionData = {
    body: {
        reason: string;
        /**
         * Another version of the product: its number or id.
         */
        replacement?: string | null;
    };
    path: {
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/versions/{versionId}/deprecate';
};

export type DeprecateVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeprecateVersionError = DeprecateVersionErrors[keyof DeprecateVersionErrors];

export type DeprecateVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type DeprecateVersionResponse = DeprecateVersionResponses[keyof DeprecateVersionResponses];

export type RestoreVersionData = {
    body?: never;
    path: {
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/versions/{versionId}/restore';
};

export type RestoreVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RestoreVersionError = RestoreVersionErrors[keyof RestoreVersionErrors];

export type RestoreVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type RestoreVersionResponse = RestoreVersionResponses[keyof RestoreVersionResponses];

export type HoldVersionData = {
    body: {
        /**
         * Why; everybody who is refused reads it
         */
        reason: string;
    };
    path: {
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/versions/{versionId}/hold';
};

export type HoldVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type HoldVersionError = HoldVersionErrors[keyof HoldVersionErrors];

export type HoldVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type HoldVersionResponse = HoldVersionResponses[keyof HoldVersionResponses];

export type ReleaseVersionData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/versions/{versionId}/release';
};

export type ReleaseVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReleaseVersionError = ReleaseVersionErrors[keyof ReleaseVersionErrors];

export type ReleaseVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type ReleaseVersionResponse = ReleaseVersionResponses[keyof ReleaseVersionResponses];

export type ListChannelsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
    };
    url: '/api/distribution/channels';
};

export type ListChannelsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListChannelsError = ListChannelsErrors[keyof ListChannelsErrors];

export type ListChannelsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Channel>;
    };
};

export type ListChannelsResponse = ListChannelsResponses[keyof ListChannelsResponses];

export type CreateChannelData = {
    body: {
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        name: string;
        description?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/channels';
};

export type CreateChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateChannelError = CreateChannelErrors[keyof CreateChannelErrors];

export type CreateChannelResponses = {
    /**
     * Done.
     */
    201: Channel;
};

export type CreateChannelResponse = CreateChannelResponses[keyof CreateChannelResponses];

export type DeleteChannelData = {
    body?: never;
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/distribution/channels/{channelId}';
};

export type DeleteChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteChannelError = DeleteChannelErrors[keyof DeleteChannelErrors];

export type DeleteChannelResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteChannelResponse = DeleteChannelResponses[keyof DeleteChannelResponses];

export type GetChannelData = {
    body?: never;
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/distribution/channels/{channelId}';
};

export type GetChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetChannelError = GetChannelErrors[keyof GetChannelErrors];

export type GetChannelResponses = {
    /**
     * Done.
     */
    200: Channel;
};

export type GetChannelResponse = GetChannelResponses[keyof GetChannelResponses];

export type UpdateChannelData = {
    body: {
        name?: string;
        description?: string;
    };
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/distribution/channels/{channelId}';
};

export type UpdateChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateChannelError = UpdateChannelErrors[keyof UpdateChannelErrors];

export type UpdateChannelResponses = {
    /**
     * Done.
     */
    200: Channel;
};

export type UpdateChannelResponse = UpdateChannelResponses[keyof UpdateChannelResponses];

export type PromoteVersionData = {
    body: {
        /**
         * Its number or id.
         */
        version: string;
    };
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/distribution/channels/{channelId}/versions';
};

export type PromoteVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PromoteVersionError = PromoteVersionErrors[keyof PromoteVersionErrors];

export type PromoteVersionResponses = {
    /**
     * Done.
     */
    200: LatestVersion;
};

export type PromoteVersionResponse = PromoteVersionResponses[keyof PromoteVersionResponses];

export type WithdrawVersionData = {
    body?: never;
    path: {
        channelId: string;
        versionId: string;
    };
    query?: never;
    url: '/api/distribution/channels/{channelId}/versions/{versionId}';
};

export type WithdrawVersionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type WithdrawVersionError = WithdrawVersionErrors[keyof WithdrawVersionErrors];

export type WithdrawVersionResponses = {
    /**
     * Done.
     */
    204: void;
};

export type WithdrawVersionResponse = WithdrawVersionResponses[keyof WithdrawVersionResponses];

export type CollectFilesData = {
    body: {
        dryRun?: boolean;
    };
    path?: never;
    query?: never;
    url: '/api/v1/files/gc';
};

export type CollectFilesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CollectFilesError = CollectFilesErrors[keyof CollectFilesErrors];

export type CollectFilesResponses = {
    /**
     * Done.
     */
    200: {
        dryRun: boolean;
        count: number;
        bytes: number;
        /**
         * The first thousand.
         */
        contents: Array<{
            sha256: string;
            size: number;
        }>;
        droppedUploads: number;
    };
};

export type CollectFilesResponse = CollectFilesResponses[keyof CollectFilesResponses];

export type UploadFileData = {
    body: {
        versionId: string;
        fileName?: string;
        /**
         * What caches are told instead of keeping it for good.
         */
        cacheControl?: string;
        /**
         * After this it is not handed out any more.
         */
        expiresAt?: string;
        sha256?: string;
        sha1?: string;
        md5?: string;
        file: Blob | File;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/cdn/upload';
};

export type UploadFileErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UploadFileError = UploadFileErrors[keyof UploadFileErrors];

export type UploadFileResponses = {
    /**
     * Done.
     */
    201: File;
};

export type UploadFileResponse = UploadFileResponses[keyof UploadFileResponses];

export type ListFilesData = {
    body?: never;
    path?: never;
    query: {
        limit?: number;
        cursor?: string;
        versionId: string;
    };
    url: '/api/distribution/cdn/files';
};

export type ListFilesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListFilesError = ListFilesErrors[keyof ListFilesErrors];

export type ListFilesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<File>;
        nextCursor: string | null;
    };
};

export type ListFilesResponse = ListFilesResponses[keyof ListFilesResponses];

export type DeleteFileData = {
    body?: never;
    path: {
        fileId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/files/{fileId}';
};

export type DeleteFileErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteFileError = DeleteFileErrors[keyof DeleteFileErrors];

export type DeleteFileResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteFileResponse = DeleteFileResponses[keyof DeleteFileResponses];

export type GetFileData = {
    body?: never;
    path: {
        fileId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/files/{fileId}';
};

export type GetFileErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetFileError = GetFileErrors[keyof GetFileErrors];

export type GetFileResponses = {
    /**
     * Done.
     */
    200: File;
};

export type GetFileResponse = GetFileResponses[keyof GetFileResponses];

export type MakeFileLinkData = {
    body: {
        expiresInSeconds?: number;
    };
    path: {
        fileId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/files/{fileId}/link';
};

export type MakeFileLinkErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MakeFileLinkError = MakeFileLinkErrors[keyof MakeFileLinkErrors];

export type MakeFileLinkResponses = {
    /**
     * Done.
     */
    200: {
        url: string;
        expiresAt: string | null;
    };
};

export type MakeFileLinkResponse = MakeFileLinkResponses[keyof MakeFileLinkResponses];

export type FetchFileData = {
    body?: never;
    path: {
        sha256: string;
        name: string;
    };
    query?: {
        expires?: string;
        signature?: string;
    };
    url: '/files/{sha256}/{name}';
};

export type FetchFileErrors = {
    /**
     * No such part.
     */
    416: unknown;
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type FetchFileError = FetchFileErrors[keyof FetchFileErrors];

export type FetchFileResponses = {
    /**
     * Done.
     */
    200: Blob | File;
    /**
     * The part that Range asks for.
     */
    206: unknown;
};

export type FetchFileResponse = FetchFileResponses[keyof FetchFileResponses];

export type DescribeUploadsData = {
    body: unknown;
    path?: never;
    query?: never;
    url: '/api/distribution/cdn/uploads';
};

export type DescribeUploadsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DescribeUploadsError = DescribeUploadsErrors[keyof DescribeUploadsErrors];

export type DescribeUploadsResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DescribeUploadsResponse = DescribeUploadsResponses[keyof DescribeUploadsResponses];

export type CreateUploadData = {
    body: unknown;
    path?: never;
    query?: never;
    url: '/api/distribution/cdn/uploads';
};

export type CreateUploadErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateUploadError = CreateUploadErrors[keyof CreateUploadErrors];

export type CreateUploadResponses = {
    /**
     * Done.
     */
    201: unknown;
};

export type DropUploadData = {
    body: unknown;
    path: {
        uploadId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/uploads/{uploadId}';
};

export type DropUploadErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DropUploadError = DropUploadErrors[keyof DropUploadErrors];

export type DropUploadResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DropUploadResponse = DropUploadResponses[keyof DropUploadResponses];

export type GetUploadData = {
    body?: never;
    path: {
        uploadId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/uploads/{uploadId}';
};

export type GetUploadErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetUploadError = GetUploadErrors[keyof GetUploadErrors];

export type GetUploadResponses = {
    /**
     * Done.
     */
    200: {
        id: string;
        versionId: string;
        fileName: string;
        /**
         * Bytes
         */
        fileSize: number;
        /**
         * How many bytes have arrived.
         */
        offset: number;
        expiresAt: string;
        /**
         * The file that it became.
         */
        fileId: string | null;
    };
};

export type GetUploadResponse = GetUploadResponses[keyof GetUploadResponses];

export type AppendToUploadData = {
    body: unknown;
    path: {
        uploadId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/uploads/{uploadId}';
};

export type AppendToUploadErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type AppendToUploadError = AppendToUploadErrors[keyof AppendToUploadErrors];

export type AppendToUploadResponses = {
    /**
     * Done.
     */
    204: void;
};

export type AppendToUploadResponse = AppendToUploadResponses[keyof AppendToUploadResponses];

export type ListArtifactsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * The product's id or slug.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        versionId?: string;
        /**
         * A part of commit, ref, build number, author, version or image.
         */
        q?: string;
    };
    url: '/api/artifacts';
};

export type ListArtifactsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListArtifactsError = ListArtifactsErrors[keyof ListArtifactsErrors];

export type ListArtifactsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Artifact2>;
        nextCursor: string | null;
    };
};

export type ListArtifactsResponse = ListArtifactsResponses[keyof ListArtifactsResponses];

export type CreateArtifactData = {
    body: {
        /**
         * The product's id or slug; may be left out where versionId or fileId is given.
         */
        productId?: string;
        /**
         * Alias of productId.
         */
        extensionId?: string;
        versionId?: string;
        /**
         * The version's text, instead of versionId.
         */
        version?: string;
        gitCommit?: string | null;
        gitRef?: string | null;
        /**
         * Where the commit can be looked at.
         */
        sourceUrl?: string | null;
        buildNumber?: string | number | null;
        buildUrl?: string | null;
        author?: string | null;
        /**
         * Now, where it is left out.
         */
        builtAt?: string;
        /**
         * Of the file or the image. A file's own is taken where it is left out.
         */
        digest?: string | null;
        /**
         * Bytes
         */
        size?: number | null;
        /**
         * A file of the version, uploaded before.
         */
        fileId?: string;
        imageTags?: Array<string>;
        /**
         * Manifests; or the text of a package.json or package-lock.json.
         */
        dependencies?: string | Array<{
            manager: string;
            path?: string | null;
            packages: {
                [key: string]: string;
            } | Array<{
                name: string;
                version: string;
            }>;
        } | {
            path: string;
            content: string;
        }>;
        configFiles?: Array<{
            path: string;
            content: string;
        }>;
        /**
         * Sealed at once; views show names alone.
         */
        environment?: {
            [key: string]: string;
        };
        metadata?: {
            [key: string]: Shared1;
        };
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/artifacts';
};

export type CreateArtifactErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateArtifactError = CreateArtifactErrors[keyof CreateArtifactErrors];

export type CreateArtifactResponses = {
    /**
     * Done.
     */
    201: Artifact;
};

export type CreateArtifactResponse = CreateArtifactResponses[keyof CreateArtifactResponses];

export type GetArtifactData = {
    body?: never;
    path: {
        artifactId: string;
    };
    query?: never;
    url: '/api/artifacts/{artifactId}';
};

export type GetArtifactErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetArtifactError = GetArtifactErrors[keyof GetArtifactErrors];

export type GetArtifactResponses = {
    /**
     * Done.
     */
    200: Artifact;
};

export type GetArtifactResponse = GetArtifactResponses[keyof GetArtifactResponses];

export type DownloadArtifactData = {
    body?: never;
    path: {
        artifactId: string;
    };
    query?: never;
    url: '/api/artifacts/{artifactId}/download';
};

export type DownloadArtifactErrors = {
    /**
     * No such part.
     */
    416: unknown;
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DownloadArtifactError = DownloadArtifactErrors[keyof DownloadArtifactErrors];

export type DownloadArtifactResponses = {
    /**
     * Done.
     */
    200: Blob | File;
    /**
     * The part that was asked for.
     */
    206: unknown;
};

export type DownloadArtifactResponse = DownloadArtifactResponses[keyof DownloadArtifactResponses];

export type RevealEnvironmentData = {
    body: {
        reason?: string;
    };
    path: {
        artifactId: string;
    };
    query?: never;
    url: '/api/artifacts/{artifactId}/environment/reveal';
};

export type RevealEnvironmentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevealEnvironmentError = RevealEnvironmentErrors[keyof RevealEnvironmentErrors];

export type RevealEnvironmentResponses = {
    /**
     * Done.
     */
    200: {
        variables: Array<{
            name: string;
            value: string;
        }>;
    };
};

export type RevealEnvironmentResponse = RevealEnvironmentResponses[keyof RevealEnvironmentResponses];

export type ListRegionsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/distribution/cdn/regions';
};

export type ListRegionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRegionsError = ListRegionsErrors[keyof ListRegionsErrors];

export type ListRegionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Region>;
        nextCursor: string | null;
    };
};

export type ListRegionsResponse = ListRegionsResponses[keyof ListRegionsResponses];

export type CreateRegionData = {
    body: {
        /**
         * Up to 40 small letters, digits and hyphens.
         */
        name: string;
        provider: 'builtIn' | 'varnish' | 'nginx' | 'cloudflare' | 'cloudFront';
        /**
         * Where clients fetch from: files lie at <baseUrl>/files/<SHA-256>/<name>.
         */
        baseUrl: string;
        /**
         * Of Varnish and nginx: where they listen for purges, where that is not baseUrl.
         */
        purgeUrl?: string | null;
        /**
         * Of Cloudflare.
         */
        zoneId?: string | null;
        /**
         * Of CloudFront.
         */
        distributionId?: string | null;
        /**
         * A token of Cloudflare; accessKeyId:secretAccessKey of AWS; the X-Purge-Key of Varnish and nginx. Never shown.
         */
        apiKey?: string | null;
        /**
         * A region that is off gets no new files and is asked nothing, unless to forget.
         */
        enabled?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/cdn/regions';
};

export type CreateRegionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateRegionError = CreateRegionErrors[keyof CreateRegionErrors];

export type CreateRegionResponses = {
    /**
     * Done.
     */
    201: Region;
};

export type CreateRegionResponse = CreateRegionResponses[keyof CreateRegionResponses];

export type DeleteRegionData = {
    body?: never;
    path: {
        region: string;
    };
    query?: never;
    url: '/api/distribution/cdn/regions/{region}';
};

export type DeleteRegionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteRegionError = DeleteRegionErrors[keyof DeleteRegionErrors];

export type DeleteRegionResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteRegionResponse = DeleteRegionResponses[keyof DeleteRegionResponses];

export type GetRegionData = {
    body?: never;
    path: {
        region: string;
    };
    query?: never;
    url: '/api/distribution/cdn/regions/{region}';
};

export type GetRegionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetRegionError = GetRegionErrors[keyof GetRegionErrors];

export type GetRegionResponses = {
    /**
     * Done.
     */
    200: Region;
};

export type GetRegionResponse = GetRegionResponses[keyof GetRegionResponses];

export type UpdateRegionData = {
    body: {
        provider?: 'builtIn' | 'varnish' | 'nginx' | 'cloudflare' | 'cloudFront';
        /**
         * Where clients fetch from: files lie at <baseUrl>/files/<SHA-256>/<name>.
         */
        baseUrl?: string;
        /**
         * Of Varnish and nginx: where they listen for purges, where that is not baseUrl.
         */
        purgeUrl?: string | null;
        /**
         * Of Cloudflare.
         */
        zoneId?: string | null;
        /**
         * Of CloudFront.
         */
        distributionId?: string | null;
        /**
         * A token of Cloudflare; accessKeyId:secretAccessKey of AWS; the X-Purge-Key of Varnish and nginx. Never shown.
         */
        apiKey?: string | null;
        /**
         * A region that is off gets no new files and is asked nothing, unless to forget.
         */
        enabled?: boolean;
    };
    path: {
        region: string;
    };
    query?: never;
    url: '/api/distribution/cdn/regions/{region}';
};

export type UpdateRegionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateRegionError = UpdateRegionErrors[keyof UpdateRegionErrors];

export type UpdateRegionResponses = {
    /**
     * Done.
     */
    200: Region;
};

export type UpdateRegionResponse = UpdateRegionResponses[keyof UpdateRegionResponses];

export type TestRegionData = {
    body?: never;
    path: {
        region: string;
    };
    query?: never;
    url: '/api/distribution/cdn/regions/{region}/test';
};

export type TestRegionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TestRegionError = TestRegionErrors[keyof TestRegionErrors];

export type TestRegionResponses = {
    /**
     * Done.
     */
    200: {
        ok: boolean;
        /**
         * What was found, in a sentence.
         */
        message: string;
        steps: Array<{
            step: 'reach' | 'cache' | 'purge';
            /**
             * Null where it does not apply.
             */
            ok: boolean | null;
            detail: string;
            cache: 'hit' | 'miss' | 'unknown';
        }>;
    };
};

export type TestRegionResponse = TestRegionResponses[keyof TestRegionResponses];

export type ReadLogPlaceData = {
    body?: never;
    path: {
        region: string;
    };
    query: {
        /**
         * SHA-256 of the log's first line, without its end: by it a log is known when it was rotated.
         */
        fingerprint: string;
    };
    url: '/api/distribution/cdn/regions/{region}/log';
};

export type ReadLogPlaceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadLogPlaceError = ReadLogPlaceErrors[keyof ReadLogPlaceErrors];

export type ReadLogPlaceResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Bytes.
         */
        offset: number;
    };
};

export type ReadLogPlaceResponse = ReadLogPlaceResponses[keyof ReadLogPlaceResponses];

export type TakeLogData = {
    body: unknown;
    path: {
        region: string;
    };
    query: {
        /**
         * SHA-256 of the log's first line, without its end: by it a log is known when it was rotated.
         */
        fingerprint: string;
        /**
         * Where this piece begins in the log, in bytes.
         */
        offset: number;
        format?: 'combined' | 'cloudFront';
    };
    url: '/api/distribution/cdn/regions/{region}/log';
};

export type TakeLogErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TakeLogError = TakeLogErrors[keyof TakeLogErrors];

export type TakeLogResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Where to read on.
         */
        offset: number;
        lines: number;
        downloads: number;
    };
};

export type TakeLogResponse = TakeLogResponses[keyof TakeLogResponses];

export type FindDistributionData = {
    body?: never;
    path: {
        fileId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/files/{fileId}/distribution';
};

export type FindDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type FindDistributionError = FindDistributionErrors[keyof FindDistributionErrors];

export type FindDistributionResponses = {
    /**
     * Done.
     */
    200: {
        fileId: string;
        /**
         * Files of a private product are handed out by this server alone.
         */
        isPublic: boolean;
        items: Array<{
            region: string;
            provider: 'builtIn' | 'varnish' | 'nginx' | 'cloudflare' | 'cloudFront';
            state: 'pending' | 'distributed' | 'invalidating' | 'failed' | 'removing' | 'removed';
            url: string;
            attempts: number;
            error: string | null;
            isOrigin: boolean;
            isOn: boolean;
            updatedAt: string | null;
        }>;
    };
};

export type FindDistributionResponse = FindDistributionResponses[keyof FindDistributionResponses];

export type InvalidateFileData = {
    body: {
        /**
         * Left out: the address of the file itself.
         */
        paths?: Array<string>;
        /**
         * Left out: every region that is on.
         */
        regions?: Array<string>;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        fileId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/files/{fileId}/invalidate';
};

export type InvalidateFileErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type InvalidateFileError = InvalidateFileErrors[keyof InvalidateFileErrors];

export type InvalidateFileResponses = {
    /**
     * Done.
     */
    202: {
        /**
         * One for each region; look at them again to see how far they are.
         */
        items: Array<Invalidation>;
    };
};

export type InvalidateFileResponse = InvalidateFileResponses[keyof InvalidateFileResponses];

export type ReadFileStatsData = {
    body?: never;
    path: {
        fileId: string;
    };
    query?: {
        /**
         * So many days up to today, in UTC.
         */
        range?: '7d' | '30d' | '90d' | '365d';
    };
    url: '/api/distribution/cdn/files/{fileId}/stats';
};

export type ReadFileStatsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadFileStatsError = ReadFileStatsErrors[keyof ReadFileStatsErrors];

export type ReadFileStatsResponses = {
    /**
     * Done.
     */
    200: {
        since: string;
        until: string;
        total: Total;
        regions: Array<Region2>;
        days: Array<{
            day: string;
            regions: Array<Region3>;
        }>;
    };
};

export type ReadFileStatsResponse = ReadFileStatsResponses[keyof ReadFileStatsResponses];

export type ReadStatsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * So many days up to today, in UTC.
         */
        range?: '7d' | '30d' | '90d' | '365d';
    };
    url: '/api/distribution/cdn/stats';
};

export type ReadStatsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadStatsError = ReadStatsErrors[keyof ReadStatsErrors];

export type ReadStatsResponses = {
    /**
     * Done.
     */
    200: {
        since: string;
        until: string;
        total: Total;
        regions: Array<Region2>;
        days: Array<{
            day: string;
            regions: Array<Region3>;
        }>;
        files: Array<{
            fileId: string;
            fileName: string;
            product: string | null;
            version: string | null;
            downloads: number;
            bytes: number;
        }>;
    };
};

export type ReadStatsResponse = ReadStatsResponses[keyof ReadStatsResponses];

export type ListInvalidationsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        fileId?: string;
        region?: string;
        state?: 'pending' | 'done' | 'failed';
    };
    url: '/api/distribution/cdn/invalidations';
};

export type ListInvalidationsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListInvalidationsError = ListInvalidationsErrors[keyof ListInvalidationsErrors];

export type ListInvalidationsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Invalidation>;
        nextCursor: string | null;
    };
};

export type ListInvalidationsResponse = ListInvalidationsResponses[keyof ListInvalidationsResponses];

export type InvalidatePathsData = {
    body: {
        /**
         * Paths as they stand in addresses, such as /files/… A star at the end stands for all that begin so.
         */
        paths: Array<string>;
        /**
         * Left out: every region that is on.
         */
        regions?: Array<string>;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/cdn/invalidations';
};

export type InvalidatePathsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type InvalidatePathsError = InvalidatePathsErrors[keyof InvalidatePathsErrors];

export type InvalidatePathsResponses = {
    /**
     * Done.
     */
    202: {
        /**
         * One for each region; look at them again to see how far they are.
         */
        items: Array<Invalidation>;
    };
};

export type InvalidatePathsResponse = InvalidatePathsResponses[keyof InvalidatePathsResponses];

export type GetInvalidationData = {
    body?: never;
    path: {
        invalidationId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/invalidations/{invalidationId}';
};

export type GetInvalidationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetInvalidationError = GetInvalidationErrors[keyof GetInvalidationErrors];

export type GetInvalidationResponses = {
    /**
     * Done.
     */
    200: Invalidation;
};

export type GetInvalidationResponse = GetInvalidationResponses[keyof GetInvalidationResponses];

export type RetryInvalidationData = {
    body?: never;
    path: {
        invalidationId: string;
    };
    query?: never;
    url: '/api/distribution/cdn/invalidations/{invalidationId}/retry';
};

export type RetryInvalidationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RetryInvalidationError = RetryInvalidationErrors[keyof RetryInvalidationErrors];

export type RetryInvalidationResponses = {
    /**
     * Done.
     */
    200: Invalidation;
};

export type RetryInvalidationResponse = RetryInvalidationResponses[keyof RetryInvalidationResponses];

export type ServeProbeData = {
    body?: never;
    path: {
        name: string;
    };
    query?: never;
    url: '/cdn-probe/{name}';
};

export type ServeProbeErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ServeProbeError = ServeProbeErrors[keyof ServeProbeErrors];

export type ServeProbeResponses = {
    /**
     * Done.
     */
    200: Blob | File;
};

export type ServeProbeResponse = ServeProbeResponses[keyof ServeProbeResponses];

export type CompareArtifactsData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The build that is compared with.
         */
        from: string;
        /**
         * The build that is looked at.
         */
        to: string;
        limit?: number;
        cursor?: string;
        /**
         * Only files that came to be so. Without it: all that changed.
         */
        status?: 'added' | 'removed' | 'modified' | 'moved' | 'unchanged' | 'all';
        /**
         * Only files whose path holds this text.
         */
        q?: string;
        format?: 'json' | 'pdf';
    };
    url: '/api/artifacts/diff';
};

export type CompareArtifactsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompareArtifactsError = CompareArtifactsErrors[keyof CompareArtifactsErrors];

export type CompareArtifactsResponses = {
    /**
     * Done.
     */
    200: {
        from: Artifact2;
        to: Artifact2;
        files: {
            from: From4 | null;
            to: From4 | null;
            counts: Count;
            /**
             * Files that fit the question.
             */
            total: number;
            entries: Array<ConfigFile>;
            nextCursor: string | null;
        } | null;
        dependencies: Array<{
            manager: string;
            path: string | null;
            changes: Array<{
                name: string;
                from: string | null;
                to: string | null;
                step: 'added' | 'removed' | 'major' | 'minor' | 'patch' | 'prerelease' | 'downgrade' | 'changed';
                isBreaking: boolean;
            }>;
            unchanged: number;
        }>;
        environment: {
            variables: Array<{
                name: string;
                status: 'added' | 'removed' | 'changed' | 'unchanged';
            }>;
            unreadable: string | null;
        };
        configFiles: Array<ConfigFile>;
        hasImages: boolean;
        /**
         * At least one of the builds carries an OpenAPI document.
         */
        hasApiDocuments: boolean;
    };
};

export type CompareArtifactsResponse = CompareArtifactsResponses[keyof CompareArtifactsResponses];

export type CompareFileData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The build that is compared with.
         */
        from: string;
        /**
         * The build that is looked at.
         */
        to: string;
        /**
         * As the comparison names it.
         */
        path: string;
        part?: 'files' | 'config';
        /**
         * Of the last answer, for the hunks that follow.
         */
        cursor?: string;
    };
    url: '/api/artifacts/diff/file';
};

export type CompareFileErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompareFileError = CompareFileErrors[keyof CompareFileErrors];

export type CompareFileResponses = {
    /**
     * Done.
     */
    200: {
        change: ConfigFile;
        text: {
            fromCount: number;
            toCount: number;
            removed: number;
            added: number;
            fromIsCutOff: boolean;
            toIsCutOff: boolean;
            /**
             * Every change of the file, counted from 0.
             */
            blocks: Array<{
                from: number;
                fromCount: number;
                to: number;
                toCount: number;
            }>;
            /**
             * The changes with their text. One of more than 2,000 lines is left out: read its lines.
             */
            hunks: Array<{
                fromStart: number;
                fromCount: number;
                toStart: number;
                toCount: number;
                /**
                 * With the signs of a unified diff.
                 */
                lines: Array<string>;
            }>;
            nextCursor: string | null;
        } | null;
        structure: {
            format: 'json' | 'yaml' | 'toml';
            changes: Array<{
                path: string;
                status: 'added' | 'removed' | 'changed';
                from: string | null;
                to: string | null;
            }>;
            isCut: boolean;
        } | null;
        /**
         * Why there is no text.
         */
        note: string | null;
    };
};

export type CompareFileResponse = CompareFileResponses[keyof CompareFileResponses];

export type ReadDiffLinesData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The build that is compared with.
         */
        from: string;
        /**
         * The build that is looked at.
         */
        to: string;
        /**
         * As the comparison names it.
         */
        path: string;
        part?: 'files' | 'config';
        side: 'from' | 'to';
        /**
         * The first line, beginning at 1.
         */
        start: number;
        count?: number;
    };
    url: '/api/artifacts/diff/lines';
};

export type ReadDiffLinesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadDiffLinesError = ReadDiffLinesErrors[keyof ReadDiffLinesErrors];

export type ReadDiffLinesResponses = {
    /**
     * Done.
     */
    200: {
        start: number;
        lines: Array<string>;
        total: number;
    };
};

export type ReadDiffLinesResponse = ReadDiffLinesResponses[keyof ReadDiffLinesResponses];

export type CompareImagesData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The build that is compared with.
         */
        from: string;
        /**
         * The build that is looked at.
         */
        to: string;
        /**
         * Of an image for several; the first that both have unless said.
         */
        platform?: string;
    };
    url: '/api/artifacts/diff/images';
};

export type CompareImagesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompareImagesError = CompareImagesErrors[keyof CompareImagesErrors];

export type CompareImagesResponses = {
    /**
     * Done.
     */
    200: {
        kind: 'unavailable';
        reason: string;
    } | {
        kind: 'compared';
        from: From2;
        to: From2;
        platform: string;
        platforms: Array<string>;
        layers: {
            layers: Array<{
                digest: string;
                size: number;
                createdBy: string | null;
                status: 'reused' | 'added' | 'removed';
            }>;
            reused: number;
            reusedBytes: number;
            /**
             * What a device that has the old image still has to fetch.
             */
            bytesToPull: number;
        };
        config: Array<{
            name: string;
            status: 'added' | 'removed' | 'changed';
            from: string | null;
            to: string | null;
        }>;
        files: {
            kind: 'unavailable';
            reason: string;
        } | {
            kind: 'compared';
            counts: Count;
            entries: Array<ConfigFile>;
            isCut: boolean;
        };
    };
};

export type CompareImagesResponse = CompareImagesResponses[keyof CompareImagesResponses];

export type CompareBuildApisData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The build that is compared with.
         */
        from: string;
        /**
         * The build that is looked at.
         */
        to: string;
    };
    url: '/api/artifacts/diff/apis';
};

export type CompareBuildApisErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompareBuildApisError = CompareBuildApisErrors[keyof CompareBuildApisErrors];

export type CompareBuildApisResponses = {
    /**
     * Done.
     */
    200: {
        documents: Array<{
            path: string;
            part: 'files' | 'config';
            status: 'added' | 'removed' | 'compared';
            /**
             * Null where only one of the builds carries the document.
             */
            comparison: {
                kind: 'compared';
                /**
                 * The worst first.
                 */
                changes: Array<Change>;
            } | {
                kind: 'unknown';
                /**
                 * Why the documents cannot be compared.
                 */
                reason: string;
            } | null;
        }>;
    };
};

export type CompareBuildApisResponse = CompareBuildApisResponses[keyof CompareBuildApisResponses];

export type ShareDiffData = {
    body: {
        /**
         * The build that is compared with.
         */
        from: string;
        /**
         * The build that is looked at.
         */
        to: string;
        section?: 'files' | 'api' | 'dependencies' | 'environment' | 'configuration' | 'image';
        path?: string;
        view?: 'split' | 'unified';
        changedOnly?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/artifacts/diffs';
};

export type ShareDiffErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShareDiffError = ShareDiffErrors[keyof ShareDiffErrors];

export type ShareDiffResponses = {
    /**
     * Done.
     */
    201: SharedDiff;
};

export type ShareDiffResponse = ShareDiffResponses[keyof ShareDiffResponses];

export type GetSharedDiffData = {
    body?: never;
    path: {
        diffId: string;
    };
    query?: never;
    url: '/api/artifacts/diffs/{diffId}';
};

export type GetSharedDiffErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetSharedDiffError = GetSharedDiffErrors[keyof GetSharedDiffErrors];

export type GetSharedDiffResponses = {
    /**
     * Done.
     */
    200: SharedDiff;
};

export type GetSharedDiffResponse = GetSharedDiffResponses[keyof GetSharedDiffResponses];

export type CompareOpenapiData = {
    body: {
        /**
         * The published document: OpenAPI 3.0 or 3.1, as JSON or YAML, in one file.
         */
        before: string;
        /**
         * The one that would replace it.
         */
        after: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/openapi/compare';
};

export type CompareOpenapiErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompareOpenapiError = CompareOpenapiErrors[keyof CompareOpenapiErrors];

export type CompareOpenapiResponses = {
    /**
     * Done.
     */
    200: {
        kind: 'compared';
        /**
         * The worst first.
         */
        changes: Array<Change>;
    } | {
        kind: 'unknown';
        /**
         * Why the documents cannot be compared.
         */
        reason: string;
    };
};

export type CompareOpenapiResponse = CompareOpenapiResponses[keyof CompareOpenapiResponses];

export type CheckForUpdateData = {
    body: {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        currentVersion: string;
        /**
         * Left out: the device's own, or stable
         */
        channel?: string;
        /**
         * A registered device; its channel counts
         */
        deviceId?: string;
        /**
         * How an anonymous client is told apart from others; keep it for good
         */
        clientId?: string;
        /**
         * linux, macos, windows or what the vendor calls its own
         */
        platform?: string;
        /**
         * x64, arm64, …
         */
        arch?: string;
        /**
         * Alias of arch
         */
        architecture?: string;
        hardwareRevision?: string;
        /**
         * What else is installed, {name: version}: versions may require it
         */
        provides?: {
            [key: string]: string;
        };
        /**
         * Deltas that the client can apply: zstd-patch-from, xdelta3, bsdiff. Left out: none
         */
        formats?: Array<string>;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/updates/check';
};

export type CheckForUpdateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CheckForUpdateError = CheckForUpdateErrors[keyof CheckForUpdateErrors];

export type CheckForUpdateResponses = {
    /**
     * Done.
     */
    200: {
        updateAvailable: false;
        reason: 'newest' | 'ahead' | 'notYourTurn' | 'incompatible' | 'floorWithdrawn' | 'nothingOffered';
        detail: string | null;
        currentVersion: string;
        channel: string;
        checkAgainSeconds: number;
    } | {
        updateAvailable: true;
        channel: string;
        fromVersion: string;
        /**
         * To be installed next
         */
        toVersion: string;
        /**
         * Beyond toVersion where that is a version that must be passed through
         */
        targetVersion: string;
        releaseNotes: string;
        changelog: Array<{
            type: string;
            description: string;
            scope?: string;
            breaking?: boolean;
        }>;
        /**
         * The smallest single download of the main file; null for images
         */
        package: Chain | null;
        /**
         * Deltas to apply one after the other, where they are smaller still
         */
        chain: Array<Chain>;
        /**
         * The whole main file
         */
        fallback: Chain | null;
        files: Array<{
            fileName: string;
            package: Chain;
            chain: Array<Chain>;
            fallback: Chain;
        }>;
        /**
         * host/repository@digest; null for what consists of files
         */
        image: string | null;
        mandatory: boolean;
        distributionId: string | null;
        checkAgainSeconds: number;
    };
};

export type CheckForUpdateResponse = CheckForUpdateResponses[keyof CheckForUpdateResponses];

export type ReportOutcomeData = {
    body: {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        /**
         * Which was downloaded, installed, or failed
         */
        version: string;
        outcome: 'downloaded' | 'installed' | 'failed';
        deviceId?: string;
        clientId?: string;
        fromVersion?: string;
        error?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/updates/report';
};

export type ReportOutcomeErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReportOutcomeError = ReportOutcomeErrors[keyof ReportOutcomeErrors];

export type ReportOutcomeResponses = {
    /**
     * Done.
     */
    200: {
        accepted: true;
    };
};

export type ReportOutcomeResponse = ReportOutcomeResponses[keyof ReportOutcomeResponses];

export type ReadUpdateAnalyticsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        /**
         * Only of this version
         */
        versionId?: string;
        /**
         * Only of those that this distribution told
         */
        distributionId?: string;
        range?: '1d' | '7d' | '30d' | '90d';
    };
    url: '/api/distribution/updates/analytics';
};

export type ReadUpdateAnalyticsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadUpdateAnalyticsError = ReadUpdateAnalyticsErrors[keyof ReadUpdateAnalyticsErrors];

export type ReadUpdateAnalyticsResponses = {
    /**
     * Done.
     */
    200: {
        productId: string;
        since: string;
        versions: Array<{
            versionId: string;
            version: string;
            told: number;
            downloaded: number;
            installed: number;
            failed: number;
            lastToldAt: string;
        }>;
        /**
         * How many had installed each version by then
         */
        points: Array<{
            at: string;
            counts: Array<{
                version: string;
                installed: number;
            }>;
        }>;
        splits: Array<{
            distributionId: string;
            channel: string;
            sides: Array<{
                version: string;
                isOther: boolean;
                told: number;
                downloaded: number;
                installed: number;
                failed: number;
                /**
                 * Failed among those who answered, 0 to 1
                 */
                failureRate: number | null;
            }>;
            /**
             * The chance that the difference in failures is an accident; null while too few have answered
             */
            pValue: number | null;
        }>;
        failures: Array<{
            version: string;
            error: string;
            count: number;
        }>;
    };
};

export type ReadUpdateAnalyticsResponse = ReadUpdateAnalyticsResponses[keyof ReadUpdateAnalyticsResponses];

export type ListPackagesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        /**
         * Only those that lead to it
         */
        version?: string;
        kind?: 'full' | 'delta';
    };
    url: '/api/distribution/updates/packages';
};

export type ListPackagesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListPackagesError = ListPackagesErrors[keyof ListPackagesErrors];

export type ListPackagesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Package>;
        nextCursor: string | null;
    };
};

export type ListPackagesResponse = ListPackagesResponses[keyof ListPackagesResponses];

export type CreatePackageData = {
    body: {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        /**
         * Of a delta: the version that a client has
         */
        fromVersion?: string;
        toVersion: string;
        /**
         * A file of toVersion. Left out: each of them
         */
        fileId?: string;
        /**
         * Defaults to whether fromVersion is given
         */
        isDelta?: boolean;
        releaseNotes?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/updates/packages';
};

export type CreatePackageErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreatePackageError = CreatePackageErrors[keyof CreatePackageErrors];

export type CreatePackageResponses = {
    /**
     * Done.
     */
    201: {
        id: string;
        productId: string;
        /**
         * Null for a whole file
         */
        fromVersion: string | null;
        toVersion: string;
        /**
         * The file that it makes
         */
        fileName: string;
        isDelta: boolean;
        format: 'zstd-patch-from' | 'xdelta3' | 'bsdiff' | 'full';
        state: 'queued' | 'making' | 'ready' | 'dropped' | 'failed';
        /**
         * Bytes to download; null until it is made
         */
        packageSize: number | null;
        resultSize: number;
        /**
         * SHA-256 of what is downloaded
         */
        checksum: string | null;
        resultSha256: string;
        /**
         * The path below this server's address
         */
        url: string | null;
        /**
         * Of the whole file, 0 to 1
         */
        savedShare: number | null;
        /**
         * A smaller one may follow
         */
        isImproving: boolean;
        attempts: Array<Attempt>;
        /**
         * Why it was dropped or failed
         */
        reason: string | null;
        releaseNotes: string;
        createdAt: string;
        createdBy: ReleasedBy;
        /**
         * Of other files and formats
         */
        others: Array<Package>;
    };
};

export type CreatePackageResponse = CreatePackageResponses[keyof CreatePackageResponses];

export type MeasurePullData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        from: string;
        to: string;
        /**
         * Left out: one that both have
         */
        platform?: string;
    };
    url: '/api/distribution/updates/layers';
};

export type MeasurePullErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MeasurePullError = MeasurePullErrors[keyof MeasurePullErrors];

export type MeasurePullResponses = {
    /**
     * Done.
     */
    200: {
        kind: 'measured';
        platform: string;
        /**
         * Of all layers of the new image
         */
        totalBytes: number;
        bytesToPull: number;
        reusedBytes: number;
        reusedLayers: number;
        layers: number;
    } | {
        kind: 'unavailable';
        reason: string;
    };
};

export type MeasurePullResponse = MeasurePullResponses[keyof MeasurePullResponses];

export type ListDistributionsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        channel?: string;
        status?: 'scheduled' | 'running' | 'paused' | 'completed' | 'cancelled';
    };
    url: '/api/distribution/updates/distributions';
};

export type ListDistributionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDistributionsError = ListDistributionsErrors[keyof ListDistributionsErrors];

export type ListDistributionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Distribution>;
        nextCursor: string | null;
    };
};

export type ListDistributionsResponse = ListDistributionsResponses[keyof ListDistributionsResponses];

export type CreateDistributionData = {
    body: {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        channel: string;
        /**
         * One that was promoted to the channel
         */
        version: string;
        /**
         * Left out: the product's
         */
        timeZone?: string;
        strategy: 'immediate';
    } | {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        channel: string;
        /**
         * One that was promoted to the channel
         */
        version: string;
        /**
         * Left out: the product's
         */
        timeZone?: string;
        /**
         * The share to begin with
         */
        percent?: number;
        /**
         * Percentage points by which the share grows by itself
         */
        growBy?: number;
        growEvery?: 'hour' | 'day';
        /**
         * Instead of growBy: from which time on the share is at least what
         */
        steps?: Array<{
            percent: number;
            at: string;
        }>;
        strategy: 'gradual';
    } | {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        channel: string;
        /**
         * One that was promoted to the channel
         */
        version: string;
        /**
         * Left out: the product's
         */
        timeZone?: string;
        percent?: number;
        /**
         * Percentage points by which the share grows by itself
         */
        growBy?: number;
        growEvery?: 'hour' | 'day';
        /**
         * Instead of growBy: from which time on the share is at least what
         */
        steps?: Array<{
            percent: number;
            at: string;
        }>;
        strategy: 'scheduled';
        startsAt: string;
    } | {
        /**
         * The product's id or slug
         */
        productId?: string;
        /**
         * Alias of productId
         */
        extensionId?: string;
        channel: string;
        /**
         * One that was promoted to the channel
         */
        version: string;
        /**
         * Left out: the product's
         */
        timeZone?: string;
        strategy: 'split';
        /**
         * The share that is offered version; the others are offered otherVersion
         */
        percent?: number;
        otherVersion: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/updates/distributions';
};

export type CreateDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateDistributionError = CreateDistributionErrors[keyof CreateDistributionErrors];

export type CreateDistributionResponses = {
    /**
     * Done.
     */
    201: Distribution;
};

export type CreateDistributionResponse = CreateDistributionResponses[keyof CreateDistributionResponses];

export type GetDistributionData = {
    body?: never;
    path: {
        distributionId: string;
    };
    query?: never;
    url: '/api/distribution/updates/distributions/{distributionId}';
};

export type GetDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetDistributionError = GetDistributionErrors[keyof GetDistributionErrors];

export type GetDistributionResponses = {
    /**
     * Done.
     */
    200: Distribution;
};

export type GetDistributionResponse = GetDistributionResponses[keyof GetDistributionResponses];

export type ChangePercentData = {
    body: {
        /**
         * A share that shrinks offers it to fewer; nobody loses what is installed
         */
        percent: number;
    };
    path: {
        distributionId: string;
    };
    query?: never;
    url: '/api/distribution/updates/distributions/{distributionId}/percent';
};

export type ChangePercentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ChangePercentError = ChangePercentErrors[keyof ChangePercentErrors];

export type ChangePercentResponses = {
    /**
     * Done.
     */
    200: Distribution;
};

export type ChangePercentResponse = ChangePercentResponses[keyof ChangePercentResponses];

export type PauseDistributionData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        distributionId: string;
    };
    query?: never;
    url: '/api/distribution/updates/distributions/{distributionId}/pause';
};

export type PauseDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PauseDistributionError = PauseDistributionErrors[keyof PauseDistributionErrors];

export type PauseDistributionResponses = {
    /**
     * Done.
     */
    200: Distribution;
};

export type PauseDistributionResponse = PauseDistributionResponses[keyof PauseDistributionResponses];

export type ResumeDistributionData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        distributionId: string;
    };
    query?: never;
    url: '/api/distribution/updates/distributions/{distributionId}/resume';
};

export type ResumeDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ResumeDistributionError = ResumeDistributionErrors[keyof ResumeDistributionErrors];

export type ResumeDistributionResponses = {
    /**
     * Done.
     */
    200: Distribution;
};

export type ResumeDistributionResponse = ResumeDistributionResponses[keyof ResumeDistributionResponses];

export type CompleteDistributionData = {
    body: {
        /**
         * Of a split: what everybody is offered from now on
         */
        winner?: 'version' | 'otherVersion';
    };
    path: {
        distributionId: string;
    };
    query?: never;
    url: '/api/distribution/updates/distributions/{distributionId}/complete';
};

export type CompleteDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CompleteDistributionError = CompleteDistributionErrors[keyof CompleteDistributionErrors];

export type CompleteDistributionResponses = {
    /**
     * Done.
     */
    200: Distribution;
};

export type CompleteDistributionResponse = CompleteDistributionResponses[keyof CompleteDistributionResponses];

export type CancelDistributionData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        distributionId: string;
    };
    query?: never;
    url: '/api/distribution/updates/distributions/{distributionId}/cancel';
};

export type CancelDistributionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CancelDistributionError = CancelDistributionErrors[keyof CancelDistributionErrors];

export type CancelDistributionResponses = {
    /**
     * Done.
     */
    200: Distribution;
};

export type CancelDistributionResponse = CancelDistributionResponses[keyof CancelDistributionResponses];

export type ReadFeedData = {
    body?: never;
    path: {
        product: string;
        channel: string;
        file: string;
    };
    query?: {
        /**
         * How the client is told apart from others
         */
        client?: string;
        /**
         * What it runs; also as current_version, appVersion, or X-Current-Version
         */
        currentVersion?: string;
        /**
         * Its platform: linux, darwin, windows
         */
        target?: string;
        /**
         * Its architecture: x86_64, aarch64, …
         */
        arch?: string;
    };
    url: '/feeds/{product}/{channel}/{file}';
};

export type ReadFeedErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadFeedError = ReadFeedErrors[keyof ReadFeedErrors];

export type ReadFeedResponses = {
    /**
     * Done.
     */
    200: string;
    /**
     * There is nothing newer (Tauri)
     */
    204: void;
    /**
     * A part of a file
     */
    206: unknown;
};

export type ReadFeedResponse = ReadFeedResponses[keyof ReadFeedResponses];

export type ListRolloutsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * One or several, separated by commas
         */
        status?: string;
        /**
         * One or several, separated by commas
         */
        strategy?: string;
        /**
         * Id or slug of a product
         */
        product?: string;
        /**
         * Id of a policy
         */
        policy?: string;
        /**
         * host/repository, exactly
         */
        image?: string;
        /**
         * Number, or part of the product, image, tag or version
         */
        q?: string;
        /**
         * Made at this time or later
         */
        from?: string;
        /**
         * Made before this time
         */
        to?: string;
        sort?: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'number' | '-number';
    };
    url: '/api/v1/rollouts';
};

export type ListRolloutsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRolloutsError = ListRolloutsErrors[keyof ListRolloutsErrors];

export type ListRolloutsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Rollout>;
        nextCursor: string | null;
    };
};

export type ListRolloutsResponse = ListRolloutsResponses[keyof ListRolloutsResponses];

export type StartRolloutData = {
    body: {
        /**
         * Under whose rules and on whose devices
         */
        policyId: string;
        /**
         * The image's tag; of a product of files its version
         */
        tag: string;
        /**
         * host/repository; needed where the policy's pattern stands for several
         */
        image?: string;
        /**
         * Pins the image without asking the registry
         */
        digest?: string;
        /**
         * Not before this time
         */
        scheduledAt?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/rollouts';
};

export type StartRolloutErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type StartRolloutError = StartRolloutErrors[keyof StartRolloutErrors];

export type StartRolloutResponses = {
    /**
     * Done.
     */
    201: Rollout;
};

export type StartRolloutResponse = StartRolloutResponses[keyof StartRolloutResponses];

export type ListActiveRolloutsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/rollouts/active';
};

export type ListActiveRolloutsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListActiveRolloutsError = ListActiveRolloutsErrors[keyof ListActiveRolloutsErrors];

export type ListActiveRolloutsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Rollout>;
        nextCursor: string | null;
    };
};

export type ListActiveRolloutsResponse = ListActiveRolloutsResponses[keyof ListActiveRolloutsResponses];

export type GetRolloutData = {
    body?: never;
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}';
};

export type GetRolloutErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetRolloutError = GetRolloutErrors[keyof GetRolloutErrors];

export type GetRolloutResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type GetRolloutResponse = GetRolloutResponses[keyof GetRolloutResponses];

export type ListRolloutDevicesData = {
    body?: never;
    path: {
        rolloutId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * One or several, separated by commas
         */
        status?: string;
        /**
         * Index of a batch, from 0
         */
        batch?: number;
        /**
         * Part of the name, or an id
         */
        q?: string;
        /**
         * Only the device at this place
         */
        position?: number;
    };
    url: '/api/v1/rollouts/{rolloutId}/devices';
};

export type ListRolloutDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRolloutDevicesError = ListRolloutDevicesErrors[keyof ListRolloutDevicesErrors];

export type ListRolloutDevicesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<RolloutDevice>;
        nextCursor: string | null;
    };
};

export type ListRolloutDevicesResponse = ListRolloutDevicesResponses[keyof ListRolloutDevicesResponses];

export type GetRolloutDeviceData = {
    body?: never;
    path: {
        rolloutId: string;
        uuid: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}';
};

export type GetRolloutDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetRolloutDeviceError = GetRolloutDeviceErrors[keyof GetRolloutDeviceErrors];

export type GetRolloutDeviceResponses = {
    /**
     * Done.
     */
    200: RolloutDevice;
};

export type GetRolloutDeviceResponse = GetRolloutDeviceResponses[keyof GetRolloutDeviceResponses];

export type ShowGridData = {
    body?: never;
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/grid';
};

export type ShowGridErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShowGridError = ShowGridErrors[keyof ShowGridErrors];

export type ShowGridResponses = {
    /**
     * Done.
     */
    200: {
        statuses: string;
        batches: Array<{
            index: number;
            start: number;
            deviceCount: number;
        }>;
    };
};

export type ShowGridResponse = ShowGridResponses[keyof ShowGridResponses];

export type ReadRolloutProgressData = {
    body?: never;
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/progress';
};

export type ReadRolloutProgressErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadRolloutProgressError = ReadRolloutProgressErrors[keyof ReadRolloutProgressErrors];

export type ReadRolloutProgressResponses = {
    /**
     * Done.
     */
    200: {
        devices: number;
        /**
         * They run the release: healthy, or left out because they ran it already.
         */
        done: number;
        /**
         * Heard from within three of their polls.
         */
        reachable: number;
        reachableDone: number;
        /**
         * Of those that are not done: silent for longer than this, or never heard from at all.
         */
        notSeenSince: {
            hour: number;
            day: number;
            week: number;
            ever: number;
        };
        /**
         * Devices that were offered the release and do not go on yet, by what they wait for.
         */
        waiting: {
            consent: number;
            confirmation: number;
            window: number;
        };
    };
};

export type ReadRolloutProgressResponse = ReadRolloutProgressResponses[keyof ReadRolloutProgressResponses];

export type ShowFailureRateHistoryData = {
    body?: never;
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/failure-rate';
};

export type ShowFailureRateHistoryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShowFailureRateHistoryError = ShowFailureRateHistoryErrors[keyof ShowFailureRateHistoryErrors];

export type ShowFailureRateHistoryResponses = {
    /**
     * Done.
     */
    200: {
        points: Array<{
            /**
             * RFC 3339, UTC
             */
            at: string;
            batchIndex: number;
            healthy: number;
            failed: number;
            failureRate: number;
        }>;
    };
};

export type ShowFailureRateHistoryResponse = ShowFailureRateHistoryResponses[keyof ShowFailureRateHistoryResponses];

export type ListRolloutEventsData = {
    body?: never;
    path: {
        rolloutId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Event types, separated by commas
         */
        types?: string;
        /**
         * Only later ones, the oldest first
         */
        after?: number;
    };
    url: '/api/v1/rollouts/{rolloutId}/events';
};

export type ListRolloutEventsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRolloutEventsError = ListRolloutEventsErrors[keyof ListRolloutEventsErrors];

export type ListRolloutEventsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<RolloutEvent>;
        nextCursor: string | null;
    };
};

export type ListRolloutEventsResponse = ListRolloutEventsResponses[keyof ListRolloutEventsResponses];

export type PauseRolloutData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/pause';
};

export type PauseRolloutErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PauseRolloutError = PauseRolloutErrors[keyof PauseRolloutErrors];

export type PauseRolloutResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type PauseRolloutResponse = PauseRolloutResponses[keyof PauseRolloutResponses];

export type ResumeRolloutData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/resume';
};

export type ResumeRolloutErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ResumeRolloutError = ResumeRolloutErrors[keyof ResumeRolloutErrors];

export type ResumeRolloutResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type ResumeRolloutResponse = ResumeRolloutResponses[keyof ResumeRolloutResponses];

export type CancelRolloutData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/cancel';
};

export type CancelRolloutErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CancelRolloutError = CancelRolloutErrors[keyof CancelRolloutErrors];

export type CancelRolloutResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type CancelRolloutResponse = CancelRolloutResponses[keyof CancelRolloutResponses];

export type RollBackRolloutData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
        /**
         * Only this batch. Left out: the whole rollout.
         */
        batchIndex?: number;
    };
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/rollback';
};

export type RollBackRolloutErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RollBackRolloutError = RollBackRolloutErrors[keyof RollBackRolloutErrors];

export type RollBackRolloutResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type RollBackRolloutResponse = RollBackRolloutResponses[keyof RollBackRolloutResponses];

export type ApproveBatchData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
        /**
         * The batch that is meant; refused where another one waits. Left out: the one that waits.
         */
        batchIndex?: number;
    };
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/approve';
};

export type ApproveBatchErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ApproveBatchError = ApproveBatchErrors[keyof ApproveBatchErrors];

export type ApproveBatchResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type ApproveBatchResponse = ApproveBatchResponses[keyof ApproveBatchResponses];

export type RetryFailedDevicesData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/retry';
};

export type RetryFailedDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RetryFailedDevicesError = RetryFailedDevicesErrors[keyof RetryFailedDevicesErrors];

export type RetryFailedDevicesResponses = {
    /**
     * Done.
     */
    200: Rollout;
};

export type RetryFailedDevicesResponse = RetryFailedDevicesResponses[keyof RetryFailedDevicesResponses];

export type RollBackDeviceData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
        uuid: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}/rollback';
};

export type RollBackDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RollBackDeviceError = RollBackDeviceErrors[keyof RollBackDeviceErrors];

export type RollBackDeviceResponses = {
    /**
     * Done.
     */
    200: RolloutDevice;
};

export type RollBackDeviceResponse = RollBackDeviceResponses[keyof RollBackDeviceResponses];

export type LeaveOutDeviceData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
        uuid: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}/leave-out';
};

export type LeaveOutDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type LeaveOutDeviceError = LeaveOutDeviceErrors[keyof LeaveOutDeviceErrors];

export type LeaveOutDeviceResponses = {
    /**
     * Done.
     */
    200: RolloutDevice;
};

export type LeaveOutDeviceResponse = LeaveOutDeviceResponses[keyof LeaveOutDeviceResponses];

export type RetryFailedDeviceData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        rolloutId: string;
        uuid: string;
    };
    query?: never;
    url: '/api/v1/rollouts/{rolloutId}/devices/{uuid}/retry';
};

export type RetryFailedDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RetryFailedDeviceError = RetryFailedDeviceErrors[keyof RetryFailedDeviceErrors];

export type RetryFailedDeviceResponses = {
    /**
     * Done.
     */
    200: RolloutDevice;
};

export type RetryFailedDeviceResponse = RetryFailedDeviceResponses[keyof RetryFailedDeviceResponses];

export type ListHoldsData = {
    body?: never;
    path: {
        productId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Only holds in force, or only those released
         */
        open?: string;
    };
    url: '/api/v1/products/{productId}/holds';
};

export type ListHoldsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListHoldsError = ListHoldsErrors[keyof ListHoldsErrors];

export type ListHoldsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Hold>;
        nextCursor: string | null;
    };
};

export type ListHoldsResponse = ListHoldsResponses[keyof ListHoldsResponses];

export type ReleaseHoldData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        productId: string;
        holdId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}/holds/{holdId}/release';
};

export type ReleaseHoldErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReleaseHoldError = ReleaseHoldErrors[keyof ReleaseHoldErrors];

export type ReleaseHoldResponses = {
    /**
     * Done.
     */
    200: Hold;
};

export type ReleaseHoldResponse = ReleaseHoldResponses[keyof ReleaseHoldResponses];

export type ListDevicesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Name or id of a fleet; none means without one.
         */
        fleet?: string;
        /**
         * One tag, or several separated by commas; a device must carry all of them.
         */
        tag?: string;
        /**
         * Without =, < and >: a part of the device's name, in capitals or not, or the start of its id. Else a query, such as attribute.hwRevision==2;tag==beta (see docs/device-groups.md).
         */
        q?: string;
        seen?: 'online' | 'offline';
        /**
         * Heard from last before this time, or never: a time, or so long ago, such as -7d.
         */
        notSeenSince?: string;
        /**
         * Slug of a product that the device runs.
         */
        app?: string;
        /**
         * The version that it runs of the app.
         */
        version?: string;
        /**
         * Means the retired devices instead of the others.
         */
        retired?: string;
        sort?: 'name' | '-name' | 'createdAt' | '-createdAt' | 'lastSeenAt' | '-lastSeenAt';
    };
    url: '/api/v1/devices';
};

export type ListDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDevicesError = ListDevicesErrors[keyof ListDevicesErrors];

export type ListDevicesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Device>;
        nextCursor: string | null;
    };
};

export type ListDevicesResponse = ListDevicesResponses[keyof ListDevicesResponses];

export type CreateDeviceData = {
    body: CreateDeviceBody;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/devices';
};

export type CreateDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateDeviceError = CreateDeviceErrors[keyof CreateDeviceErrors];

export type CreateDeviceResponses = {
    /**
     * Done.
     */
    201: Device2;
};

export type CreateDeviceResponse = CreateDeviceResponses[keyof CreateDeviceResponses];

export type CountDevicesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Name or id of a fleet; none means without one.
         */
        fleet?: string;
        /**
         * One tag, or several separated by commas; a device must carry all of them.
         */
        tag?: string;
        /**
         * Without =, < and >: a part of the device's name, in capitals or not, or the start of its id. Else a query, such as attribute.hwRevision==2;tag==beta (see docs/device-groups.md).
         */
        q?: string;
        seen?: 'online' | 'offline';
        /**
         * Heard from last before this time, or never: a time, or so long ago, such as -7d.
         */
        notSeenSince?: string;
        /**
         * Slug of a product that the device runs.
         */
        app?: string;
        /**
         * The version that it runs of the app.
         */
        version?: string;
        /**
         * Means the retired devices instead of the others.
         */
        retired?: string;
    };
    url: '/api/v1/devices/count';
};

export type CountDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CountDevicesError = CountDevicesErrors[keyof CountDevicesErrors];

export type CountDevicesResponses = {
    /**
     * Done.
     */
    200: {
        count: number;
    };
};

export type CountDevicesResponse = CountDevicesResponses[keyof CountDevicesResponses];

export type CreateDevicesData = {
    body: {
        devices: Array<CreateDeviceBody>;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/devices/bulk';
};

export type CreateDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateDevicesError = CreateDevicesErrors[keyof CreateDevicesErrors];

export type CreateDevicesResponses = {
    /**
     * Done.
     */
    201: {
        items: Array<Device2>;
    };
};

export type CreateDevicesResponse = CreateDevicesResponses[keyof CreateDevicesResponses];

export type EnrollDeviceData = {
    body: {
        /**
         * The fleet's enrollment token, where it is not the bearer token.
         */
        token?: string;
        name: string;
        tags?: Array<string>;
        attributes?: {
            [key: string]: Shared1;
        };
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/devices/enroll';
};

export type EnrollDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type EnrollDeviceError = EnrollDeviceErrors[keyof EnrollDeviceErrors];

export type EnrollDeviceResponses = {
    /**
     * Done.
     */
    201: Device2;
};

export type EnrollDeviceResponse = EnrollDeviceResponses[keyof EnrollDeviceResponses];

export type SummarizeDevicesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/devices/summary';
};

export type SummarizeDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type SummarizeDevicesError = SummarizeDevicesErrors[keyof SummarizeDevicesErrors];

export type SummarizeDevicesResponses = {
    /**
     * Done.
     */
    200: {
        total: number;
        online: number;
        /**
         * Heard from once, and not lately.
         */
        offline: number;
        neverSeen: number;
    };
};

export type SummarizeDevicesResponse = SummarizeDevicesResponses[keyof SummarizeDevicesResponses];

export type CountVersionsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The fleet's id or name.
         */
        fleetId?: string;
        /**
         * Slug of a product.
         */
        app?: string;
    };
    url: '/api/v1/devices/versions';
};

export type CountVersionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CountVersionsError = CountVersionsErrors[keyof CountVersionsErrors];

export type CountVersionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Item4>;
    };
};

export type CountVersionsResponse = CountVersionsResponses[keyof CountVersionsResponses];

export type ReadAdoptionData = {
    body?: never;
    path?: never;
    query: {
        /**
         * Slug of a product.
         */
        app: string;
        /**
         * How far back.
         */
        range?: '1h' | '1d' | '7d' | '30d';
        /**
         * Of the devices that this fleet has now: its id or name.
         */
        fleetId?: string;
    };
    url: '/api/v1/devices/adoption';
};

export type ReadAdoptionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadAdoptionError = ReadAdoptionErrors[keyof ReadAdoptionErrors];

export type ReadAdoptionResponses = {
    /**
     * Done.
     */
    200: {
        app: string;
        since: string;
        points: Array<{
            at: string;
            counts: Array<{
                version: string | null;
                deviceCount: number;
            }>;
        }>;
    };
};

export type ReadAdoptionResponse = ReadAdoptionResponses[keyof ReadAdoptionResponses];

export type GetDeviceData = {
    body?: never;
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}';
};

export type GetDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetDeviceError = GetDeviceErrors[keyof GetDeviceErrors];

export type GetDeviceResponses = {
    /**
     * Done.
     */
    200: {
        id: string;
        /**
         * The same as id, under the name that devices use.
         */
        uuid: string;
        name: string;
        fleet: {
            id: string;
            name: string;
        } | null;
        tags: Array<string>;
        attributes: {
            [key: string]: unknown;
        };
        /**
         * Where its last poll came from.
         */
        address: string | null;
        online: boolean;
        lastSeenAt: string | null;
        createdAt: string;
        retiredAt: string | null;
        apps: Array<App>;
        /**
         * The pause between its polls; null where it is the usual one.
         */
        pollSeconds: number | null;
        /**
         * How a hawkBit client names itself.
         */
        controllerId: string | null;
        tenant: string | null;
        /**
         * Whether skip may be said to it; null asks the client's name.
         */
        understandsSkip: boolean | null;
        /**
         * The channel of versions that it follows; null is its fleet's.
         */
        channel: string | null;
        hasTargetToken: boolean;
        health: {
            /**
             * When it last told what it runs or how its update goes.
             */
            lastReportAt: string | null;
            lastCheck: {
                hasPassed: boolean;
                at: string;
                reason: string | null;
            } | null;
            /**
             * When the server looks at it next, and how often it has found it unwell in a row.
             */
            nextProbe: {
                at: string;
                failedBefore: number;
            } | null;
        };
        recentActions: Array<DeviceAction>;
    };
};

export type GetDeviceResponse = GetDeviceResponses[keyof GetDeviceResponses];

export type UpdateDeviceData = {
    body: {
        name?: string;
        /**
         * Name of a fleet; null takes the device out of its fleet.
         */
        fleet?: string | null;
        tags?: Array<string>;
        /**
         * Replaces all attributes.
         */
        attributes?: {
            [key: string]: Shared1;
        };
        /**
         * The pause between its polls; null means the usual one.
         */
        pollSeconds?: number | null;
        /**
         * Whether skip may be said to a hawkBit client; null decides by the client's name.
         */
        understandsSkip?: boolean | null;
        /**
         * The channel of versions that it follows; null is its fleet's.
         */
        channel?: string | null;
    };
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}';
};

export type UpdateDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateDeviceError = UpdateDeviceErrors[keyof UpdateDeviceErrors];

export type UpdateDeviceResponses = {
    /**
     * Done.
     */
    200: Device;
};

export type UpdateDeviceResponse = UpdateDeviceResponses[keyof UpdateDeviceResponses];

export type RetireDeviceData = {
    body: {
        reason?: string;
    };
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}/retire';
};

export type RetireDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RetireDeviceError = RetireDeviceErrors[keyof RetireDeviceErrors];

export type RetireDeviceResponses = {
    /**
     * Done.
     */
    200: Device;
};

export type RetireDeviceResponse = RetireDeviceResponses[keyof RetireDeviceResponses];

export type RotateDeviceTokenData = {
    body?: never;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}/rotate-token';
};

export type RotateDeviceTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RotateDeviceTokenError = RotateDeviceTokenErrors[keyof RotateDeviceTokenErrors];

export type RotateDeviceTokenResponses = {
    /**
     * Done.
     */
    200: Device2;
};

export type RotateDeviceTokenResponse = RotateDeviceTokenResponses[keyof RotateDeviceTokenResponses];

export type ListDeviceActionsData = {
    body?: never;
    path: {
        deviceId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/devices/{deviceId}/actions';
};

export type ListDeviceActionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDeviceActionsError = ListDeviceActionsErrors[keyof ListDeviceActionsErrors];

export type ListDeviceActionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<DeviceAction>;
        nextCursor: string | null;
    };
};

export type ListDeviceActionsResponse = ListDeviceActionsResponses[keyof ListDeviceActionsResponses];

export type ExplainDeviceData = {
    body?: never;
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}/outlook';
};

export type ExplainDeviceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ExplainDeviceError = ExplainDeviceErrors[keyof ExplainDeviceErrors];

export type ExplainDeviceResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            kind: 'working' | 'offered' | 'waiting' | 'held' | 'done' | 'failed' | 'none';
            sentence: string;
            product: string | null;
            rollout: {
                id: string;
                number: number;
            } | null;
            /**
             * When the answer may change by itself.
             */
            until: string | null;
        }>;
    };
};

export type ExplainDeviceResponse = ExplainDeviceResponses[keyof ExplainDeviceResponses];

export type ListActionEntriesData = {
    body?: never;
    path: {
        deviceId: string;
        actionId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/devices/{deviceId}/actions/{actionId}/entries';
};

export type ListActionEntriesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListActionEntriesError = ListActionEntriesErrors[keyof ListActionEntriesErrors];

export type ListActionEntriesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            /**
             * In hawkBit's words: running, download, downloaded, warning, finished, error and so on.
             */
            type: string;
            messages: Array<string>;
            code: number | null;
            isByServer: boolean;
            reportedAt: string;
            /**
             * The device's own time, where it sent one.
             */
            deviceTime: string | null;
        }>;
        nextCursor: string | null;
    };
};

export type ListActionEntriesResponse = ListActionEntriesResponses[keyof ListActionEntriesResponses];

export type ShowTargetTokenData = {
    body?: never;
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}/target-token';
};

export type ShowTargetTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShowTargetTokenError = ShowTargetTokenErrors[keyof ShowTargetTokenErrors];

export type ShowTargetTokenResponses = {
    /**
     * Done.
     */
    200: {
        targetToken: string;
    };
};

export type ShowTargetTokenResponse = ShowTargetTokenResponses[keyof ShowTargetTokenResponses];

export type RotateTargetTokenData = {
    body?: never;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        deviceId: string;
    };
    query?: never;
    url: '/api/v1/devices/{deviceId}/rotate-target-token';
};

export type RotateTargetTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RotateTargetTokenError = RotateTargetTokenErrors[keyof RotateTargetTokenErrors];

export type RotateTargetTokenResponses = {
    /**
     * Done.
     */
    200: {
        targetToken: string;
    };
};

export type RotateTargetTokenResponse = RotateTargetTokenResponses[keyof RotateTargetTokenResponses];

export type AddTargetData = {
    body: {
        /**
         * How the device will name itself, for example its serial number.
         */
        controllerId: string;
        /**
         * Left out, it is called by its controller id.
         */
        name?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        fleetId: string;
    };
    query?: never;
    url: '/api/v1/fleets/{fleetId}/targets';
};

export type AddTargetErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type AddTargetError = AddTargetErrors[keyof AddTargetErrors];

export type AddTargetResponses = {
    /**
     * Done.
     */
    201: {
        id: string;
        name: string;
        controllerId: string;
        tenant: string;
        /**
         * What the device proves itself with.
         */
        targetToken: string;
    };
};

export type AddTargetResponse = AddTargetResponses[keyof AddTargetResponses];

export type MakeGatewayTokenData = {
    body?: never;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        fleetId: string;
    };
    query?: never;
    url: '/api/v1/fleets/{fleetId}/gateway-token';
};

export type MakeGatewayTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MakeGatewayTokenError = MakeGatewayTokenErrors[keyof MakeGatewayTokenErrors];

export type MakeGatewayTokenResponses = {
    /**
     * Done.
     */
    201: {
        tenant: string;
        gatewayToken: string;
    };
};

export type MakeGatewayTokenResponse = MakeGatewayTokenResponses[keyof MakeGatewayTokenResponses];

export type ListFleetsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * A part of the name.
         */
        q?: string;
    };
    url: '/api/v1/fleets';
};

export type ListFleetsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListFleetsError = ListFleetsErrors[keyof ListFleetsErrors];

export type ListFleetsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Fleet>;
        nextCursor: string | null;
    };
};

export type ListFleetsResponse = ListFleetsResponses[keyof ListFleetsResponses];

export type CreateFleetData = {
    body: {
        name: string;
        description?: string;
        tenant?: string | null;
        /**
         * What its devices follow by default; null is stable.
         */
        channel?: string | null;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/fleets';
};

export type CreateFleetErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateFleetError = CreateFleetErrors[keyof CreateFleetErrors];

export type CreateFleetResponses = {
    /**
     * Done.
     */
    201: Fleet;
};

export type CreateFleetResponse = CreateFleetResponses[keyof CreateFleetResponses];

export type DeleteFleetData = {
    body?: never;
    path: {
        fleetId: string;
    };
    query?: never;
    url: '/api/v1/fleets/{fleetId}';
};

export type DeleteFleetErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteFleetError = DeleteFleetErrors[keyof DeleteFleetErrors];

export type DeleteFleetResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteFleetResponse = DeleteFleetResponses[keyof DeleteFleetResponses];

export type GetFleetData = {
    body?: never;
    path: {
        fleetId: string;
    };
    query?: never;
    url: '/api/v1/fleets/{fleetId}';
};

export type GetFleetErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetFleetError = GetFleetErrors[keyof GetFleetErrors];

export type GetFleetResponses = {
    /**
     * Done.
     */
    200: Fleet;
};

export type GetFleetResponse = GetFleetResponses[keyof GetFleetResponses];

export type UpdateFleetData = {
    body: {
        name?: string;
        description?: string;
        tenant?: string | null;
        /**
         * What its devices follow by default; null is stable.
         */
        channel?: string | null;
    };
    path: {
        fleetId: string;
    };
    query?: never;
    url: '/api/v1/fleets/{fleetId}';
};

export type UpdateFleetErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateFleetError = UpdateFleetErrors[keyof UpdateFleetErrors];

export type UpdateFleetResponses = {
    /**
     * Done.
     */
    200: Fleet;
};

export type UpdateFleetResponse = UpdateFleetResponses[keyof UpdateFleetResponses];

export type CountFleetVersionsData = {
    body?: never;
    path: {
        fleetId: string;
    };
    query?: {
        /**
         * Slug of a product.
         */
        app?: string;
    };
    url: '/api/v1/fleets/{fleetId}/versions';
};

export type CountFleetVersionsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CountFleetVersionsError = CountFleetVersionsErrors[keyof CountFleetVersionsErrors];

export type CountFleetVersionsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Item4>;
    };
};

export type CountFleetVersionsResponse = CountFleetVersionsResponses[keyof CountFleetVersionsResponses];

export type ListEnrollmentTokensData = {
    body?: never;
    path: {
        fleetId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/fleets/{fleetId}/enrollment-tokens';
};

export type ListEnrollmentTokensErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListEnrollmentTokensError = ListEnrollmentTokensErrors[keyof ListEnrollmentTokensErrors];

export type ListEnrollmentTokensResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<EnrollmentToken>;
        nextCursor: string | null;
    };
};

export type ListEnrollmentTokensResponse = ListEnrollmentTokensResponses[keyof ListEnrollmentTokensResponses];

export type CreateEnrollmentTokenData = {
    body: {
        name: string;
        expiresAt?: string;
        /**
         * How many devices may enroll with it.
         */
        useLimit?: number;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        fleetId: string;
    };
    query?: never;
    url: '/api/v1/fleets/{fleetId}/enrollment-tokens';
};

export type CreateEnrollmentTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateEnrollmentTokenError = CreateEnrollmentTokenErrors[keyof CreateEnrollmentTokenErrors];

export type CreateEnrollmentTokenResponses = {
    /**
     * Done.
     */
    201: {
        id: string;
        fleetId: string;
        name: string;
        prefix: string;
        useCount: number;
        useLimit: number | null;
        createdAt: string;
        expiresAt: string | null;
        revokedAt: string | null;
        token: string;
    };
};

export type CreateEnrollmentTokenResponse = CreateEnrollmentTokenResponses[keyof CreateEnrollmentTokenResponses];

export type RevokeEnrollmentTokenData = {
    body?: never;
    path: {
        enrollmentTokenId: string;
    };
    query?: never;
    url: '/api/v1/enrollment-tokens/{enrollmentTokenId}';
};

export type RevokeEnrollmentTokenErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeEnrollmentTokenError = RevokeEnrollmentTokenErrors[keyof RevokeEnrollmentTokenErrors];

export type RevokeEnrollmentTokenResponses = {
    /**
     * Done.
     */
    200: EnrollmentToken;
};

export type RevokeEnrollmentTokenResponse = RevokeEnrollmentTokenResponses[keyof RevokeEnrollmentTokenResponses];

export type TellStateData = {
    body?: never;
    path: {
        uuid: string;
    };
    query?: never;
    url: '/api/v1/device/{uuid}/state';
};

export type TellStateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TellStateError = TellStateErrors[keyof TellStateErrors];

export type TellStateResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Ask again after this pause
         */
        pollSeconds: number;
        action: {
            id: number;
            kind: 'update' | 'rollback';
            rolloutId: string;
            /**
             * Its slug
             */
            product: string;
            image: string;
            digest: string | null;
            version: string | null;
            /**
             * Files to download; none where the image itself is what is installed
             */
            artifacts: Array<{
                name: string;
                /**
                 * A path on this server; the device's own token opens it
                 */
                url: string;
                sha256: string;
                /**
                 * Bytes
                 */
                size: number;
                /**
                 * A smaller download, for devices whose attribute `deltaFormats` names formats that they can apply
                 */
                delta?: {
                    /**
                     * The version to whose file it is applied
                     */
                    from: string;
                    format: 'zstd-patch-from' | 'xdelta3' | 'bsdiff';
                    url: string;
                    /**
                     * Of what is downloaded; what comes out has the artifact's own
                     */
                    sha256: string;
                    /**
                     * Bytes
                     */
                    size: number;
                };
            }>;
            /**
             * How the device is to check itself
             */
            healthCheck?: HealthCheckConfig | HealthCheckConfig2 | HealthCheckConfig3 | HealthCheckConfig4;
            /**
             * Silence beyond this counts as failure; each report moves it
             */
            deadlineAt: string | null;
        } | null;
        /**
         * What we believe the device runs, by product
         */
        apps: {
            [key: string]: {
                image: string;
                digest: string | null;
                version: string | null;
            };
        };
    };
};

export type TellStateResponse = TellStateResponses[keyof TellStateResponses];

export type TakeReportData = {
    body: {
        /**
         * The action that the report is about
         */
        actionId?: number;
        status?: 'accepted' | 'downloading' | 'installing' | 'installed' | 'healthy' | 'failed' | 'rolledBack';
        /**
         * Percent
         */
        progress?: number;
        message?: string;
        /**
         * What runs now, by product
         */
        apps?: {
            [key: string]: {
                image: string;
                digest?: string | null;
                version?: string | null;
            };
        };
        /**
         * Merged into what is known; null removes one
         */
        attributes?: {
            [key: string]: Shared1;
        };
    };
    path: {
        uuid: string;
    };
    query?: never;
    url: '/api/v1/device/{uuid}/report';
};

export type TakeReportErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TakeReportError = TakeReportErrors[keyof TakeReportErrors];

export type TakeReportResponses = {
    /**
     * Done.
     */
    200: {
        accepted: boolean;
        reason?: string;
    };
};

export type TakeReportResponse = TakeReportResponses[keyof TakeReportResponses];

export type GetDeviceFileData = {
    body?: never;
    path: {
        uuid: string;
        sha256: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/device/{uuid}/artifacts/{sha256}/{name}';
};

export type GetDeviceFileErrors = {
    /**
     * The file is not the one that If-Match asks for.
     */
    412: unknown;
    /**
     * The file ends before the part that Range asks for.
     */
    416: unknown;
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetDeviceFileError = GetDeviceFileErrors[keyof GetDeviceFileErrors];

export type GetDeviceFileResponses = {
    /**
     * Done.
     */
    200: Blob | File;
    /**
     * The part that Range asks for.
     */
    206: unknown;
};

export type GetDeviceFileResponse = GetDeviceFileResponses[keyof GetDeviceFileResponses];

export type ListHawkbitSettingsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The hawkBit tenant; DEFAULT unless fleets have tenants of their own.
         */
        tenant?: string;
    };
    url: '/api/v1/hawkbit/settings';
};

export type ListHawkbitSettingsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListHawkbitSettingsError = ListHawkbitSettingsErrors[keyof ListHawkbitSettingsErrors];

export type ListHawkbitSettingsResponses = {
    /**
     * Done.
     */
    200: {
        tenant: string;
        items: Array<Item2>;
    };
};

export type ListHawkbitSettingsResponse = ListHawkbitSettingsResponses[keyof ListHawkbitSettingsResponses];

export type ChangeHawkbitSettingsData = {
    body: {
        /**
         * The hawkBit tenant; DEFAULT unless fleets have tenants of their own.
         */
        tenant?: string;
        /**
         * By key; null goes back to the default.
         */
        values: {
            [key: string]: string | boolean | null;
        };
    };
    path?: never;
    query?: never;
    url: '/api/v1/hawkbit/settings';
};

export type ChangeHawkbitSettingsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ChangeHawkbitSettingsError = ChangeHawkbitSettingsErrors[keyof ChangeHawkbitSettingsErrors];

export type ChangeHawkbitSettingsResponses = {
    /**
     * Done.
     */
    200: {
        tenant: string;
        items: Array<Item2>;
    };
};

export type ChangeHawkbitSettingsResponse = ChangeHawkbitSettingsResponses[keyof ChangeHawkbitSettingsResponses];

export type ReceiveRegistryWebhookData = {
    body: unknown;
    path?: never;
    query?: never;
    url: '/api/v1/webhooks/docker-registry';
};

export type ReceiveRegistryWebhookErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReceiveRegistryWebhookError = ReceiveRegistryWebhookErrors[keyof ReceiveRegistryWebhookErrors];

export type ReceiveRegistryWebhookResponses = {
    /**
     * Done.
     */
    202: RegistryWebhook;
};

export type ReceiveRegistryWebhookResponse = ReceiveRegistryWebhookResponses[keyof ReceiveRegistryWebhookResponses];

export type ReceiveGithubWebhookData = {
    body: unknown;
    path?: never;
    query?: never;
    url: '/api/v1/webhooks/github';
};

export type ReceiveGithubWebhookErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReceiveGithubWebhookError = ReceiveGithubWebhookErrors[keyof ReceiveGithubWebhookErrors];

export type ReceiveGithubWebhookResponses = {
    /**
     * Done.
     */
    202: RegistryWebhook;
};

export type ReceiveGithubWebhookResponse = ReceiveGithubWebhookResponses[keyof ReceiveGithubWebhookResponses];

export type ReceiveSourceWebhookData = {
    body: unknown;
    path: {
        sourceToken: string;
    };
    query?: never;
    url: '/api/v1/webhooks/in/{sourceToken}';
};

export type ReceiveSourceWebhookErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReceiveSourceWebhookError = ReceiveSourceWebhookErrors[keyof ReceiveSourceWebhookErrors];

export type ReceiveSourceWebhookResponses = {
    /**
     * Done.
     */
    202: RegistryWebhook;
};

export type ReceiveSourceWebhookResponse = ReceiveSourceWebhookResponses[keyof ReceiveSourceWebhookResponses];

export type ListDeliveriesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        status?: 'accepted' | 'duplicate' | 'ignored' | 'rejected' | 'failed';
        /**
         * Id of a source with an address of its own.
         */
        source?: string;
        route?: 'dockerRegistry' | 'github' | 'source';
        format?: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog';
        /**
         * Received at this time or later.
         */
        from?: string;
        /**
         * Received before this time.
         */
        to?: string;
    };
    url: '/api/v1/webhooks/deliveries';
};

export type ListDeliveriesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDeliveriesError = ListDeliveriesErrors[keyof ListDeliveriesErrors];

export type ListDeliveriesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            route: 'dockerRegistry' | 'github' | 'source';
            source: {
                id: string;
                name: string;
            } | null;
            format: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog' | null;
            /**
             * none is a hint that nobody signed.
             */
            authenticity: 'signature' | 'token' | 'source' | 'none' | 'failed';
            status: 'accepted' | 'duplicate' | 'ignored' | 'rejected' | 'failed';
            reason: string | null;
            deliveryKey: string | null;
            bodySizeBytes: number;
            pushes: Array<Push>;
            rolloutIds: Array<string>;
            replayOfId: string | null;
            /**
             * Why it cannot be replayed; null when it can.
             */
            replayObjection: string | null;
            remoteAddress: string | null;
            receivedAt: string;
        }>;
        nextCursor: string | null;
    };
};

export type ListDeliveriesResponse = ListDeliveriesResponses[keyof ListDeliveriesResponses];

export type GetDeliveryData = {
    body?: never;
    path: {
        deliveryId: string;
    };
    query?: never;
    url: '/api/v1/webhooks/deliveries/{deliveryId}';
};

export type GetDeliveryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetDeliveryError = GetDeliveryErrors[keyof GetDeliveryErrors];

export type GetDeliveryResponses = {
    /**
     * Done.
     */
    200: {
        id: string;
        route: 'dockerRegistry' | 'github' | 'source';
        source: {
            id: string;
            name: string;
        } | null;
        format: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog' | null;
        /**
         * none is a hint that nobody signed.
         */
        authenticity: 'signature' | 'token' | 'source' | 'none' | 'failed';
        status: 'accepted' | 'duplicate' | 'ignored' | 'rejected' | 'failed';
        reason: string | null;
        deliveryKey: string | null;
        bodySizeBytes: number;
        pushes: Array<Push>;
        rolloutIds: Array<string>;
        replayOfId: string | null;
        /**
         * Why it cannot be replayed; null when it can.
         */
        replayObjection: string | null;
        remoteAddress: string | null;
        receivedAt: string;
        headers: {
            [key: string]: string;
        };
        body: {
            text: string;
            isTruncated: boolean;
        };
    };
};

export type GetDeliveryResponse = GetDeliveryResponses[keyof GetDeliveryResponses];

export type ReplayDeliveryData = {
    body?: never;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        deliveryId: string;
    };
    query?: never;
    url: '/api/v1/webhooks/deliveries/{deliveryId}/replay';
};

export type ReplayDeliveryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReplayDeliveryError = ReplayDeliveryErrors[keyof ReplayDeliveryErrors];

export type ReplayDeliveryResponses = {
    /**
     * Done.
     */
    202: RegistryWebhook;
};

export type ReplayDeliveryResponse = ReplayDeliveryResponses[keyof ReplayDeliveryResponses];

export type ListWebhookSourcesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/webhooks/sources';
};

export type ListWebhookSourcesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListWebhookSourcesError = ListWebhookSourcesErrors[keyof ListWebhookSourcesErrors];

export type ListWebhookSourcesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<WebhookSource>;
        nextCursor: string | null;
    };
};

export type ListWebhookSourcesResponse = ListWebhookSourcesResponses[keyof ListWebhookSourcesResponses];

export type CreateWebhookSourceData = {
    body: {
        name: string;
        /**
         * Whose bodies are expected; those of others are ignored.
         */
        format?: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog' | 'any';
        /**
         * How clients name this registry, where the host in the body is not dependable.
         */
        registryHost?: string;
        /**
         * What stands before the name in the body. For JFrog it replaces the Artifactory repository.
         */
        repositoryPrefix?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/webhooks/sources';
};

export type CreateWebhookSourceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateWebhookSourceError = CreateWebhookSourceErrors[keyof CreateWebhookSourceErrors];

export type CreateWebhookSourceResponses = {
    /**
     * Done.
     */
    201: {
        id: string;
        name: string;
        format: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog' | 'any';
        prefix: string;
        registryHost: string | null;
        repositoryPrefix: string | null;
        enabled: boolean;
        createdAt: string;
        revokedAt: string | null;
        /**
         * Shown only here.
         */
        token: string;
        path: string;
        /**
         * Null where SLIPWAY_PUBLIC_URL is not set.
         */
        url: string | null;
    };
};

export type CreateWebhookSourceResponse = CreateWebhookSourceResponses[keyof CreateWebhookSourceResponses];

export type RevokeWebhookSourceData = {
    body?: never;
    path: {
        sourceId: string;
    };
    query?: never;
    url: '/api/v1/webhooks/sources/{sourceId}';
};

export type RevokeWebhookSourceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RevokeWebhookSourceError = RevokeWebhookSourceErrors[keyof RevokeWebhookSourceErrors];

export type RevokeWebhookSourceResponses = {
    /**
     * Done.
     */
    200: WebhookSource;
};

export type RevokeWebhookSourceResponse = RevokeWebhookSourceResponses[keyof RevokeWebhookSourceResponses];

export type GetWebhookSourceData = {
    body?: never;
    path: {
        sourceId: string;
    };
    query?: never;
    url: '/api/v1/webhooks/sources/{sourceId}';
};

export type GetWebhookSourceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetWebhookSourceError = GetWebhookSourceErrors[keyof GetWebhookSourceErrors];

export type GetWebhookSourceResponses = {
    /**
     * Done.
     */
    200: WebhookSource;
};

export type GetWebhookSourceResponse = GetWebhookSourceResponses[keyof GetWebhookSourceResponses];

export type UpdateWebhookSourceData = {
    body: {
        name?: string;
        /**
         * Whose bodies are expected; those of others are ignored.
         */
        format?: 'dockerHub' | 'ghcr' | 'distribution' | 'harbor' | 'quay' | 'acr' | 'jfrog' | 'any';
        registryHost?: string | null;
        repositoryPrefix?: string | null;
        enabled?: boolean;
    };
    path: {
        sourceId: string;
    };
    query?: never;
    url: '/api/v1/webhooks/sources/{sourceId}';
};

export type UpdateWebhookSourceErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateWebhookSourceError = UpdateWebhookSourceErrors[keyof UpdateWebhookSourceErrors];

export type UpdateWebhookSourceResponses = {
    /**
     * Done.
     */
    200: WebhookSource;
};

export type UpdateWebhookSourceResponse = UpdateWebhookSourceResponses[keyof UpdateWebhookSourceResponses];

export type ListRegistriesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/registries';
};

export type ListRegistriesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRegistriesError = ListRegistriesErrors[keyof ListRegistriesErrors];

export type ListRegistriesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Registry>;
        nextCursor: string | null;
    };
};

export type ListRegistriesResponse = ListRegistriesResponses[keyof ListRegistriesResponses];

export type CreateRegistryData = {
    body: {
        host: string;
        username?: string;
        password?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/registries';
};

export type CreateRegistryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateRegistryError = CreateRegistryErrors[keyof CreateRegistryErrors];

export type CreateRegistryResponses = {
    /**
     * Done.
     */
    201: Registry;
};

export type CreateRegistryResponse = CreateRegistryResponses[keyof CreateRegistryResponses];

export type DeleteRegistryData = {
    body?: never;
    path: {
        registryId: string;
    };
    query?: never;
    url: '/api/v1/registries/{registryId}';
};

export type DeleteRegistryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteRegistryError = DeleteRegistryErrors[keyof DeleteRegistryErrors];

export type DeleteRegistryResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteRegistryResponse = DeleteRegistryResponses[keyof DeleteRegistryResponses];

export type GetRegistryData = {
    body?: never;
    path: {
        registryId: string;
    };
    query?: never;
    url: '/api/v1/registries/{registryId}';
};

export type GetRegistryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetRegistryError = GetRegistryErrors[keyof GetRegistryErrors];

export type GetRegistryResponses = {
    /**
     * Done.
     */
    200: Registry;
};

export type GetRegistryResponse = GetRegistryResponses[keyof GetRegistryResponses];

export type UpdateRegistryData = {
    body: {
        /**
         * Null: anonymous access.
         */
        username: string | null;
        /**
         * Null only together with the user name.
         */
        password: string | null;
    };
    path: {
        registryId: string;
    };
    query?: never;
    url: '/api/v1/registries/{registryId}';
};

export type UpdateRegistryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateRegistryError = UpdateRegistryErrors[keyof UpdateRegistryErrors];

export type UpdateRegistryResponses = {
    /**
     * Done.
     */
    200: Registry;
};

export type UpdateRegistryResponse = UpdateRegistryResponses[keyof UpdateRegistryResponses];

export type TestRegistryData = {
    body: {
        /**
         * An image of it to ask for. Left out: only whether the registry answers and takes the credentials.
         */
        image?: string;
    };
    path: {
        registryId: string;
    };
    query?: never;
    url: '/api/v1/registries/{registryId}/test';
};

export type TestRegistryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TestRegistryError = TestRegistryErrors[keyof TestRegistryErrors];

export type TestRegistryResponses = {
    /**
     * Done.
     */
    200: {
        ok: boolean;
        /**
         * What the registry said, in a sentence.
         */
        message: string;
        digest: string | null;
    };
};

export type TestRegistryResponse = TestRegistryResponses[keyof TestRegistryResponses];

export type ListPoliciesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        enabled?: string;
        productId?: string;
        /**
         * Part of the name or of the pattern.
         */
        q?: string;
    };
    url: '/api/v1/policies';
};

export type ListPoliciesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListPoliciesError = ListPoliciesErrors[keyof ListPoliciesErrors];

export type ListPoliciesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Policy>;
        nextCursor: string | null;
    };
};

export type ListPoliciesResponse = ListPoliciesResponses[keyof ListPoliciesResponses];

export type CreatePolicyData = {
    body: CreatePolicyBody;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/policies';
};

export type CreatePolicyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreatePolicyError = CreatePolicyErrors[keyof CreatePolicyErrors];

export type CreatePolicyResponses = {
    /**
     * Done.
     */
    201: Policy;
};

export type CreatePolicyResponse = CreatePolicyResponses[keyof CreatePolicyResponses];

export type DeletePolicyData = {
    body?: never;
    path: {
        policyId: string;
    };
    query?: never;
    url: '/api/v1/policies/{policyId}';
};

export type DeletePolicyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeletePolicyError = DeletePolicyErrors[keyof DeletePolicyErrors];

export type DeletePolicyResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeletePolicyResponse = DeletePolicyResponses[keyof DeletePolicyResponses];

export type GetPolicyData = {
    body?: never;
    path: {
        policyId: string;
    };
    query?: never;
    url: '/api/v1/policies/{policyId}';
};

export type GetPolicyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetPolicyError = GetPolicyErrors[keyof GetPolicyErrors];

export type GetPolicyResponses = {
    /**
     * Done.
     */
    200: Policy;
};

export type GetPolicyResponse = GetPolicyResponses[keyof GetPolicyResponses];

export type UpdatePolicyData = {
    body: {
        name?: string;
        /**
         * Left out: the product of the image, made on the first match.
         */
        productId?: string | null;
        /**
         * Glob over host/repository, and over the repository alone when it has no host: ghcr.io/acme*
         */
        imagePattern?: string;
        tagRule?: {
            kind: 'semver' | 'glob' | 'regex';
            value: string;
        } | null;
        updateStrategy?: 'auto' | 'staged' | 'manual' | 'scheduled';
        /**
         * Left out: [100] for auto, else [10, 50, 100].
         */
        batches?: Array<number>;
        batchDelayMinutes?: number;
        healthCheckEnabled?: boolean;
        healthCheckConfig?: HealthCheckConfig5 | HealthCheckConfig6 | HealthCheckConfig7 | HealthCheckConfig8 | null;
        autoRollbackEnabled?: boolean;
        /**
         * When too many fail. Left out: rollBack where autoRollbackEnabled, else pause.
         */
        onFailureLimit?: 'pause' | 'rollBack';
        maxFailureRate?: number;
        deviceTimeoutSeconds?: number;
        deviceFilter?: DeviceFilter3;
        maintenanceWindow?: MaintenanceWindow | null;
        priority?: number;
        enabled?: boolean;
    };
    path: {
        policyId: string;
    };
    query?: never;
    url: '/api/v1/policies/{policyId}';
};

export type UpdatePolicyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdatePolicyError = UpdatePolicyErrors[keyof UpdatePolicyErrors];

export type UpdatePolicyResponses = {
    /**
     * Done.
     */
    200: Policy;
};

export type UpdatePolicyResponse = UpdatePolicyResponses[keyof UpdatePolicyResponses];

export type ReplacePolicyData = {
    body: CreatePolicyBody;
    path: {
        policyId: string;
    };
    query?: never;
    url: '/api/v1/policies/{policyId}';
};

export type ReplacePolicyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReplacePolicyError = ReplacePolicyErrors[keyof ReplacePolicyErrors];

export type ReplacePolicyResponses = {
    /**
     * Done.
     */
    200: Policy;
};

export type ReplacePolicyResponse = ReplacePolicyResponses[keyof ReplacePolicyResponses];

export type PreviewPolicyData = {
    body: {
        name?: string;
        /**
         * Left out: the product of the image, made on the first match.
         */
        productId?: string | null;
        /**
         * Glob over host/repository, and over the repository alone when it has no host: ghcr.io/acme*
         */
        imagePattern: string;
        tagRule?: {
            kind: 'semver' | 'glob' | 'regex';
            value: string;
        } | null;
        updateStrategy?: 'auto' | 'staged' | 'manual' | 'scheduled';
        /**
         * Left out: [100] for auto, else [10, 50, 100].
         */
        batches?: Array<number>;
        batchDelayMinutes?: number;
        healthCheckEnabled?: boolean;
        healthCheckConfig?: HealthCheckConfig5 | HealthCheckConfig6 | HealthCheckConfig7 | HealthCheckConfig8 | null;
        autoRollbackEnabled?: boolean;
        /**
         * When too many fail. Left out: rollBack where autoRollbackEnabled, else pause.
         */
        onFailureLimit?: 'pause' | 'rollBack';
        maxFailureRate?: number;
        deviceTimeoutSeconds?: number;
        deviceFilter?: DeviceFilter2;
        maintenanceWindow?: MaintenanceWindow | null;
        priority?: number;
        enabled?: boolean;
        /**
         * The policy that is being edited, so that it does not compete with itself.
         */
        policyId?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/policies/preview';
};

export type PreviewPolicyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PreviewPolicyError = PreviewPolicyErrors[keyof PreviewPolicyErrors];

export type PreviewPolicyResponses = {
    /**
     * Done.
     */
    200: {
        images: Array<{
            image: string;
            tags: Array<{
                tag: string;
                /**
                 * This policy would decide about a push of the tag.
                 */
                wins: boolean;
                reason: string;
            }>;
        }>;
        isShortened: boolean;
        devices: {
            total: number;
            sample: Array<Sample>;
            batches: Array<Batch2>;
        };
    };
};

export type PreviewPolicyResponse = PreviewPolicyResponses[keyof PreviewPolicyResponses];

export type MatchPoliciesData = {
    body: {
        /**
         * A name as Docker takes it: ghcr.io/acme/gateway, with or without :tag
         */
        image: string;
        /**
         * Left out: the tag in the image, else latest.
         */
        tag?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/policies/match';
};

export type MatchPoliciesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MatchPoliciesError = MatchPoliciesErrors[keyof MatchPoliciesErrors];

export type MatchPoliciesResponses = {
    /**
     * Done.
     */
    200: {
        image: string;
        tag: string;
        policy: {
            id: string;
            name: string;
        } | null;
        reason: string;
        others: Array<{
            policyId: string;
            name: string;
            reason: string;
        }>;
    };
};

export type MatchPoliciesResponse = MatchPoliciesResponses[keyof MatchPoliciesResponses];

export type ShowMatrixData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * A part of the product's name, slug or image.
         */
        q?: string;
    };
    url: '/api/v1/environments/matrix';
};

export type ShowMatrixErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShowMatrixError = ShowMatrixErrors[keyof ShowMatrixErrors];

export type ShowMatrixResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            product: Product2;
            cells: Array<{
                environmentId: string;
                /**
                 * What runs there; null where nothing was deployed.
                 */
                release: Cell | null;
                /**
                 * Against the environment before it.
                 */
                drift: {
                    /**
                     * Nothing runs in the environment before it, or there is none.
                     */
                    kind: 'none';
                } | {
                    /**
                     * What runs before it has never come here.
                     */
                    kind: 'missing';
                } | {
                    kind: 'same';
                } | {
                    /**
                     * The same version with other content.
                     */
                    kind: 'digest';
                } | Drift;
                /**
                 * The newest deployment that is not over.
                 */
                open: Open | null;
            }>;
        }>;
        nextCursor: string | null;
        environments: Array<{
            id: string;
            slug: string;
            name: string;
            position: number;
            deviceCount: number;
        }>;
    };
};

export type ShowMatrixResponse = ShowMatrixResponses[keyof ShowMatrixResponses];

export type ShowCellData = {
    body?: never;
    path: {
        environmentId: string;
        productId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/environments/{environmentId}/products/{productId}';
};

export type ShowCellErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ShowCellError = ShowCellErrors[keyof ShowCellErrors];

export type ShowCellResponses = {
    /**
     * Done.
     */
    200: {
        environmentId: string;
        /**
         * What runs there; null where nothing was deployed.
         */
        release: Cell | null;
        /**
         * Against the environment before it.
         */
        drift: {
            /**
             * Nothing runs in the environment before it, or there is none.
             */
            kind: 'none';
        } | {
            /**
             * What runs before it has never come here.
             */
            kind: 'missing';
        } | {
            kind: 'same';
        } | {
            /**
             * The same version with other content.
             */
            kind: 'digest';
        } | Drift;
        /**
         * The newest deployment that is not over.
         */
        open: Open | null;
        items: Array<Cell>;
        nextCursor: string | null;
        product: Product2;
        environment: Product2;
        before: {
            environment: Product2;
            release: Cell | null;
        } | null;
        /**
         * What the devices of the environment say that they run, most first.
         */
        devices: Array<{
            version: string | null;
            deviceCount: number;
        }>;
    };
};

export type ShowCellResponse = ShowCellResponses[keyof ShowCellResponses];

export type ListEnvironmentsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Lists the archived ones instead of the others.
         */
        archived?: string;
    };
    url: '/api/v1/environments';
};

export type ListEnvironmentsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListEnvironmentsError = ListEnvironmentsErrors[keyof ListEnvironmentsErrors];

export type ListEnvironmentsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Environment>;
        nextCursor: string | null;
    };
};

export type ListEnvironmentsResponse = ListEnvironmentsResponses[keyof ListEnvironmentsResponses];

export type CreateEnvironmentData = {
    body: {
        slug: string;
        name: string;
        description?: string;
        /**
         * Its place in the line of promotion, from 1; left out: the last.
         */
        position?: number;
        deviceFilter?: DeviceFilter2;
        timeZone?: string;
        /**
         * How many people must approve a deployment to it before it starts; never its author.
         */
        requiredApprovals?: number;
        /**
         * The least role that they must have.
         */
        approverRole?: 'approver' | 'admin';
        /**
         * A risk score above it needs an approval even where none is required otherwise.
         */
        riskLimit?: number | null;
        /**
         * A version must have been verified in the environment before this one.
         */
        requiresPromotion?: boolean;
        /**
         * What turns out bad here after it was deployed is taken back without being asked, twice an hour at most.
         */
        automaticRollback?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/environments';
};

export type CreateEnvironmentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateEnvironmentError = CreateEnvironmentErrors[keyof CreateEnvironmentErrors];

export type CreateEnvironmentResponses = {
    /**
     * Done.
     */
    201: Environment;
};

export type CreateEnvironmentResponse = CreateEnvironmentResponses[keyof CreateEnvironmentResponses];

export type ArchiveEnvironmentData = {
    body?: never;
    path: {
        environmentId: string;
    };
    query?: never;
    url: '/api/v1/environments/{environmentId}';
};

export type ArchiveEnvironmentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ArchiveEnvironmentError = ArchiveEnvironmentErrors[keyof ArchiveEnvironmentErrors];

export type ArchiveEnvironmentResponses = {
    /**
     * Done.
     */
    204: void;
};

export type ArchiveEnvironmentResponse = ArchiveEnvironmentResponses[keyof ArchiveEnvironmentResponses];

export type GetEnvironmentData = {
    body?: never;
    path: {
        environmentId: string;
    };
    query?: never;
    url: '/api/v1/environments/{environmentId}';
};

export type GetEnvironmentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetEnvironmentError = GetEnvironmentErrors[keyof GetEnvironmentErrors];

export type GetEnvironmentResponses = {
    /**
     * Done.
     */
    200: Environment;
};

export type GetEnvironmentResponse = GetEnvironmentResponses[keyof GetEnvironmentResponses];

export type UpdateEnvironmentData = {
    body: {
        slug?: string;
        name?: string;
        description?: string;
        /**
         * Its place in the line of promotion, from 1.
         */
        position?: number;
        deviceFilter?: DeviceFilter3;
        timeZone?: string;
        /**
         * How many people must approve a deployment to it before it starts; never its author.
         */
        requiredApprovals?: number;
        /**
         * The least role that they must have.
         */
        approverRole?: 'approver' | 'admin';
        /**
         * A risk score above it needs an approval even where none is required otherwise.
         */
        riskLimit?: number | null;
        /**
         * A version must have been verified in the environment before this one.
         */
        requiresPromotion?: boolean;
        /**
         * What turns out bad here after it was deployed is taken back without being asked, twice an hour at most.
         */
        automaticRollback?: boolean;
    };
    path: {
        environmentId: string;
    };
    query?: never;
    url: '/api/v1/environments/{environmentId}';
};

export type UpdateEnvironmentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateEnvironmentError = UpdateEnvironmentErrors[keyof UpdateEnvironmentErrors];

export type UpdateEnvironmentResponses = {
    /**
     * Done.
     */
    200: Environment;
};

export type UpdateEnvironmentResponse = UpdateEnvironmentResponses[keyof UpdateEnvironmentResponses];

export type PreviewDevicesData = {
    body: {
        deviceFilter: DeviceFilter3;
    };
    path?: never;
    query?: never;
    url: '/api/v1/environments/preview';
};

export type PreviewDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PreviewDevicesError = PreviewDevicesErrors[keyof PreviewDevicesErrors];

export type PreviewDevicesResponses = {
    /**
     * Done.
     */
    200: {
        total: number;
        sample: Array<Sample>;
        /**
         * Fleets that the filter names and that are not there.
         */
        unknownFleets: Array<string>;
    };
};

export type PreviewDevicesResponse = PreviewDevicesResponses[keyof PreviewDevicesResponses];

export type ListApprovalsData = {
    body?: never;
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/approvals';
};

export type ListApprovalsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListApprovalsError = ListApprovalsErrors[keyof ListApprovalsErrors];

export type ListApprovalsResponses = {
    /**
     * Done.
     */
    200: Approval;
};

export type ListApprovalsResponse = ListApprovalsResponses[keyof ListApprovalsResponses];

export type ApproveDeploymentData = {
    body: {
        /**
         * The stage that asks; left out: whatever asks now. Empty: the start.
         */
        stage?: string;
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/approve';
};

export type ApproveDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ApproveDeploymentError = ApproveDeploymentErrors[keyof ApproveDeploymentErrors];

export type ApproveDeploymentResponses = {
    /**
     * Done.
     */
    200: Approval;
};

export type ApproveDeploymentResponse = ApproveDeploymentResponses[keyof ApproveDeploymentResponses];

export type RejectDeploymentData = {
    body: {
        /**
         * The stage that asks; left out: whatever asks now. Empty: the start.
         */
        stage?: string;
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/reject';
};

export type RejectDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RejectDeploymentError = RejectDeploymentErrors[keyof RejectDeploymentErrors];

export type RejectDeploymentResponses = {
    /**
     * Done.
     */
    200: Approval;
};

export type RejectDeploymentResponse = RejectDeploymentResponses[keyof RejectDeploymentResponses];

export type PreviewPromotionData = {
    body?: never;
    path: {
        deploymentId: string;
    };
    query?: {
        /**
         * Id or slug; left out: the next one in the line
         */
        environment?: string;
    };
    url: '/api/deployments/{deploymentId}/promotion';
};

export type PreviewPromotionErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PreviewPromotionError = PreviewPromotionErrors[keyof PreviewPromotionErrors];

export type PreviewPromotionResponses = {
    /**
     * Done.
     */
    200: {
        deploymentId: string;
        product: Product2;
        from: Product2 | null;
        to: {
            id: string;
            slug: string;
            name: string;
            deviceCount: number;
            requiredApprovals: number;
        } | null;
        coming: {
            version: string;
            digest: string | null;
        };
        /**
         * What runs there now
         */
        running: {
            version: string;
            digest: string | null;
        } | null;
        /**
         * Builds whose comparison shows what would change
         */
        pair: {
            from: string;
            to: string;
        } | null;
        /**
         * Why it cannot be promoted; null when it can
         */
        objection: string | null;
        template: Product2 | null;
    };
};

export type PreviewPromotionResponse = PreviewPromotionResponses[keyof PreviewPromotionResponses];

export type PromoteDeploymentData = {
    body: {
        /**
         * Id or slug; left out: the next one in the line
         */
        environment?: string;
        /**
         * Id or slug; left out: the one that the deployment was made with
         */
        template?: string;
        /**
         * Left out: the newest
         */
        templateVersion?: number;
        /**
         * Values that take the place of those of the deployment
         */
        variables?: {
            [key: string]: unknown;
        };
        /**
         * Left out: the product and its version
         */
        name?: string;
        priority?: 'critical' | 'high' | 'normal' | 'low';
        /**
         * Not before this time
         */
        scheduledAt?: string;
        /**
         * A hot-fix past windows, freezes and a stopped line; a second person must confirm it
         */
        override?: {
            reason: string;
        };
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/promote';
};

export type PromoteDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PromoteDeploymentError = PromoteDeploymentErrors[keyof PromoteDeploymentErrors];

export type PromoteDeploymentResponses = {
    /**
     * Done.
     */
    201: Deployment;
};

export type PromoteDeploymentResponse = PromoteDeploymentResponses[keyof PromoteDeploymentResponses];

export type ListDependenciesData = {
    body?: never;
    path: {
        productId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}/dependencies';
};

export type ListDependenciesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDependenciesError = ListDependenciesErrors[keyof ListDependenciesErrors];

export type ListDependenciesResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * What the product needs
         */
        dependencies: Array<Dependency2>;
        /**
         * What needs the product
         */
        dependents: Array<Dependency2>;
    };
};

export type ListDependenciesResponse = ListDependenciesResponses[keyof ListDependenciesResponses];

export type DeleteDependencyData = {
    body?: never;
    path: {
        productId: string;
        dependsOnId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}/dependencies/{dependsOnId}';
};

export type DeleteDependencyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteDependencyError = DeleteDependencyErrors[keyof DeleteDependencyErrors];

export type DeleteDependencyResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteDependencyResponse = DeleteDependencyResponses[keyof DeleteDependencyResponses];

export type SaveDependencyData = {
    body: {
        range: string;
    };
    path: {
        productId: string;
        dependsOnId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}/dependencies/{dependsOnId}';
};

export type SaveDependencyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type SaveDependencyError = SaveDependencyErrors[keyof SaveDependencyErrors];

export type SaveDependencyResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * What the product needs
         */
        dependencies: Array<Dependency2>;
        /**
         * What needs the product
         */
        dependents: Array<Dependency2>;
    };
};

export type SaveDependencyResponse = SaveDependencyResponses[keyof SaveDependencyResponses];

export type PreviewGroupData = {
    body: {
        /**
         * Id or slug of an environment
         */
        environment: string;
        items: Array<Item5>;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/groups/preview';
};

export type PreviewGroupErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PreviewGroupError = PreviewGroupErrors[keyof PreviewGroupErrors];

export type PreviewGroupResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Those of one level are deployed at once
         */
        levels: Array<Array<{
            product: Product2;
            version: string;
            needs: Array<string>;
        }>>;
        violations: Array<{
            product: string;
            dependsOn: string;
            range: string;
            found: string | null;
            message: string;
        }>;
    };
};

export type PreviewGroupResponse = PreviewGroupResponses[keyof PreviewGroupResponses];

export type StartGroupData = {
    body: {
        /**
         * Id or slug of an environment
         */
        environment: string;
        items: Array<Item5>;
        /**
         * Left out: the products
         */
        name?: string;
        /**
         * Id or slug of a template
         */
        template: string;
        /**
         * Values of the template's variables
         */
        variables?: {
            [key: string]: unknown;
        };
        priority?: 'critical' | 'high' | 'normal' | 'low';
        /**
         * Not before this time
         */
        scheduledAt?: string;
        /**
         * Starts though versions do not fit each other
         */
        despiteRanges?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/groups';
};

export type StartGroupErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type StartGroupError = StartGroupErrors[keyof StartGroupErrors];

export type StartGroupResponses = {
    /**
     * Done.
     */
    201: Group;
};

export type StartGroupResponse = StartGroupResponses[keyof StartGroupResponses];

export type GetGroupData = {
    body?: never;
    path: {
        groupId: string;
    };
    query?: never;
    url: '/api/deployments/groups/{groupId}';
};

export type GetGroupErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetGroupError = GetGroupErrors[keyof GetGroupErrors];

export type GetGroupResponses = {
    /**
     * Done.
     */
    200: Group;
};

export type GetGroupResponse = GetGroupResponses[keyof GetGroupResponses];

export type ListCiTriggersData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * The environment's id or slug.
         */
        environment?: string;
        /**
         * Id or slug of a product
         */
        product?: string;
    };
    url: '/api/v1/ci/triggers';
};

export type ListCiTriggersErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListCiTriggersError = ListCiTriggersErrors[keyof ListCiTriggersErrors];

export type ListCiTriggersResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<CiTrigger>;
        nextCursor: string | null;
    };
};

export type ListCiTriggersResponse = ListCiTriggersResponses[keyof ListCiTriggersResponses];

export type CreateCiTriggerData = {
    body: {
        name: string;
        /**
         * Id or slug of a product
         */
        product: string;
        /**
         * owner/name, as the CI system calls it; in capitals or not
         */
        repository: string;
        /**
         * A glob of the workflow's name; empty: any
         */
        workflow?: '' | string;
        /**
         * A glob of branches: * within a segment, ** across
         */
        branch: string;
        /**
         * The environment's id or slug.
         */
        environment: string;
        /**
         * Id or slug of a template
         */
        template: string;
        /**
         * Values of the template's variables
         */
        variables?: {
            [key: string]: unknown;
        };
        /**
         * deploy: a green run starts a deployment. watch: it does not. A red one stops what was deployed either way
         */
        mode?: 'deploy' | 'watch';
        enabled?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/ci/triggers';
};

export type CreateCiTriggerErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateCiTriggerError = CreateCiTriggerErrors[keyof CreateCiTriggerErrors];

export type CreateCiTriggerResponses = {
    /**
     * Done.
     */
    201: CiTrigger;
};

export type CreateCiTriggerResponse = CreateCiTriggerResponses[keyof CreateCiTriggerResponses];

export type DeleteCiTriggerData = {
    body?: never;
    path: {
        triggerId: string;
    };
    query?: never;
    url: '/api/v1/ci/triggers/{triggerId}';
};

export type DeleteCiTriggerErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteCiTriggerError = DeleteCiTriggerErrors[keyof DeleteCiTriggerErrors];

export type DeleteCiTriggerResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteCiTriggerResponse = DeleteCiTriggerResponses[keyof DeleteCiTriggerResponses];

export type GetCiTriggerData = {
    body?: never;
    path: {
        triggerId: string;
    };
    query?: never;
    url: '/api/v1/ci/triggers/{triggerId}';
};

export type GetCiTriggerErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetCiTriggerError = GetCiTriggerErrors[keyof GetCiTriggerErrors];

export type GetCiTriggerResponses = {
    /**
     * Done.
     */
    200: CiTrigger;
};

export type GetCiTriggerResponse = GetCiTriggerResponses[keyof GetCiTriggerResponses];

export type UpdateCiTriggerData = {
    body: {
        name?: string;
        /**
         * Id or slug of a product
         */
        product?: string;
        /**
         * owner/name, as the CI system calls it; in capitals or not
         */
        repository?: string;
        /**
         * A glob of the workflow's name; empty: any
         */
        workflow?: '' | string;
        /**
         * A glob of branches: * within a segment, ** across
         */
        branch?: string;
        /**
         * The environment's id or slug.
         */
        environment?: string;
        /**
         * Id or slug of a template
         */
        template?: string;
        /**
         * Values of the template's variables
         */
        variables?: {
            [key: string]: unknown;
        };
        /**
         * deploy: a green run starts a deployment. watch: it does not. A red one stops what was deployed either way
         */
        mode?: 'deploy' | 'watch';
        enabled?: boolean;
    };
    path: {
        triggerId: string;
    };
    query?: never;
    url: '/api/v1/ci/triggers/{triggerId}';
};

export type UpdateCiTriggerErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateCiTriggerError = UpdateCiTriggerErrors[keyof UpdateCiTriggerErrors];

export type UpdateCiTriggerResponses = {
    /**
     * Done.
     */
    200: CiTrigger;
};

export type UpdateCiTriggerResponse = UpdateCiTriggerResponses[keyof UpdateCiTriggerResponses];

export type ListCiRunsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        repository?: string;
        /**
         * A commit, or its beginning
         */
        commit?: string;
        conclusion?: 'queued' | 'inProgress' | 'success' | 'failure' | 'cancelled' | 'other';
    };
    url: '/api/v1/ci/runs';
};

export type ListCiRunsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListCiRunsError = ListCiRunsErrors[keyof ListCiRunsErrors];

export type ListCiRunsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            provider: 'github' | 'any';
            repository: string;
            workflow: string;
            runId: string;
            attempt: number;
            branch: string;
            commit: string;
            conclusion: 'queued' | 'inProgress' | 'success' | 'failure' | 'cancelled' | 'other';
            url: string | null;
            results: Array<{
                triggerId: string;
                trigger: string;
                did: 'started' | 'paused' | 'cancelled' | 'foundBad' | 'nothing' | 'waits';
                deployment: {
                    id: string;
                    number: number;
                } | null;
                reason: string | null;
            }>;
            /**
             * Why no trigger was asked; null where one was.
             */
            reason: string | null;
            isSettled: boolean;
            receivedAt: string;
        }>;
        nextCursor: string | null;
    };
};

export type ListCiRunsResponse = ListCiRunsResponses[keyof ListCiRunsResponses];

export type ReceiveStageCallbackData = {
    body: {
        /**
         * As it was sent along; or as Authorization: Bearer
         */
        token?: string;
        /**
         * running tells how far it is; the others end the work
         */
        status: 'running' | 'succeeded' | 'failed';
        /**
         * Percent
         */
        progress?: number;
        /**
         * What people shall read beside it
         */
        message?: string;
    };
    path: {
        deploymentId: string;
        stage: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/stages/{stage}/callback';
};

export type ReceiveStageCallbackErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReceiveStageCallbackError = ReceiveStageCallbackErrors[keyof ReceiveStageCallbackErrors];

export type ReceiveStageCallbackResponses = {
    /**
     * Done.
     */
    200: {
        status: 'running' | 'succeeded' | 'failed';
    };
};

export type ReceiveStageCallbackResponse = ReceiveStageCallbackResponses[keyof ReceiveStageCallbackResponses];

export type ListTemplatesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Lists the archived ones instead of the others.
         */
        archived?: string;
        /**
         * A part of the name, slug or description.
         */
        q?: string;
    };
    url: '/api/deployments/templates';
};

export type ListTemplatesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListTemplatesError = ListTemplatesErrors[keyof ListTemplatesErrors];

export type ListTemplatesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            slug: string;
            name: string;
            description: string;
            isBuiltIn: boolean;
            version: number;
            stages: Array<Stage2>;
            use: Use;
            createdAt: string;
            updatedAt: string;
            archivedAt: string | null;
        }>;
        nextCursor: string | null;
    };
};

export type ListTemplatesResponse = ListTemplatesResponses[keyof ListTemplatesResponses];

export type CreateTemplateData = {
    body: {
        definition: Definition2;
        /**
         * What changed, for those who look back
         */
        note?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/templates';
};

export type CreateTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateTemplateError = CreateTemplateErrors[keyof CreateTemplateErrors];

export type CreateTemplateResponses = {
    /**
     * Done.
     */
    201: Template;
};

export type CreateTemplateResponse = CreateTemplateResponses[keyof CreateTemplateResponses];

export type ImportTemplateData = {
    body: unknown;
    path?: never;
    query?: {
        /**
         * What changed, for those who look back
         */
        note?: string;
    };
    url: '/api/deployments/templates/import';
};

export type ImportTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ImportTemplateError = ImportTemplateErrors[keyof ImportTemplateErrors];

export type ImportTemplateResponses = {
    /**
     * Done.
     */
    200: {
        outcome: 'created' | 'updated' | 'unchanged';
        template: Template;
    };
};

export type ImportTemplateResponse = ImportTemplateResponses[keyof ImportTemplateResponses];

export type TemplateSchemaData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/deployments/templates/schema';
};

export type TemplateSchemaErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TemplateSchemaError = TemplateSchemaErrors[keyof TemplateSchemaErrors];

export type TemplateSchemaResponses = {
    /**
     * Done.
     */
    200: unknown;
};

export type ArchiveTemplateData = {
    body?: never;
    path: {
        templateId: string;
    };
    query?: never;
    url: '/api/deployments/templates/{templateId}';
};

export type ArchiveTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ArchiveTemplateError = ArchiveTemplateErrors[keyof ArchiveTemplateErrors];

export type ArchiveTemplateResponses = {
    /**
     * Done.
     */
    204: void;
};

export type ArchiveTemplateResponse = ArchiveTemplateResponses[keyof ArchiveTemplateResponses];

export type GetTemplateData = {
    body?: never;
    path: {
        templateId: string;
    };
    query?: {
        /**
         * Left out: the newest.
         */
        version?: number;
    };
    url: '/api/deployments/templates/{templateId}';
};

export type GetTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetTemplateError = GetTemplateErrors[keyof GetTemplateErrors];

export type GetTemplateResponses = {
    /**
     * Done.
     */
    200: Template;
};

export type GetTemplateResponse = GetTemplateResponses[keyof GetTemplateResponses];

export type SaveTemplateData = {
    body: {
        definition: Definition2;
        /**
         * The version that was changed. 409 where there is a newer one by now.
         */
        basedOnVersion: number;
        /**
         * What changed, for those who look back
         */
        note?: string;
    };
    path: {
        templateId: string;
    };
    query?: never;
    url: '/api/deployments/templates/{templateId}';
};

export type SaveTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type SaveTemplateError = SaveTemplateErrors[keyof SaveTemplateErrors];

export type SaveTemplateResponses = {
    /**
     * Done.
     */
    200: Template;
};

export type SaveTemplateResponse = SaveTemplateResponses[keyof SaveTemplateResponses];

export type ExportTemplateData = {
    body?: never;
    path: {
        templateId: string;
    };
    query?: {
        /**
         * Left out: the newest.
         */
        version?: number;
    };
    url: '/api/deployments/templates/{templateId}/export';
};

export type ExportTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ExportTemplateError = ExportTemplateErrors[keyof ExportTemplateErrors];

export type ExportTemplateResponses = {
    /**
     * Done.
     */
    200: string;
};

export type ExportTemplateResponse = ExportTemplateResponses[keyof ExportTemplateResponses];

export type PreviewDeploymentData = {
    body: {
        /**
         * Id or slug of a template
         */
        template: string;
        /**
         * Left out: the newest
         */
        templateVersion?: number;
        /**
         * Id or slug of a product
         */
        product: string;
        /**
         * Left out: stages that name it are refused
         */
        version?: string;
        /**
         * Id or slug of an environment; left out: all devices
         */
        environment?: string;
        variables?: {
            [key: string]: unknown;
        };
        /**
         * Left out: now
         */
        scheduledAt?: string;
        /**
         * The score, where it is known: conditions may ask for it
         */
        risk?: number;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/preview';
};

export type PreviewDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PreviewDeploymentError = PreviewDeploymentErrors[keyof PreviewDeploymentErrors];

export type PreviewDeploymentResponses = {
    /**
     * Done.
     */
    200: {
        template: {
            id: string;
            slug: string;
            version: number;
        };
        environment: Product2 | null;
        /**
         * Before it starts, by people of this role or above. The risk may ask for more.
         */
        approvals: {
            count: number;
            role: string;
        } | null;
        deviceCount: number;
        stages: Array<{
            name: string;
            title: string;
            description: string;
            kind: 'rollout' | 'canary' | 'blueGreen' | 'regions' | 'trafficSwitch' | 'migration' | 'wait' | 'approval' | 'smokeTest' | 'loadTest' | 'webhook';
            needs: Array<string>;
            skippedBecause: string | null;
            timeLimitSeconds: number;
            attemptsMax: number;
            selections: Array<{
                name: string;
                total: number;
                sample: Array<Sample>;
                batches: Array<Batch2>;
            }>;
            window: {
                days?: Array<number>;
                start: string;
                end: string;
                timeZone: string;
            } | null;
            startsAfterSeconds: number;
            endsAfterSeconds: number;
        }>;
        /**
         * What pauses, soaks and measurements take; devices and people not counted.
         */
        secondsAtLeast: number;
        startsAt: string;
        /**
         * When the calendar lets it start; null: never.
         */
        opensAt: string | null;
        closedBecause: string | null;
        warnings: Array<string>;
    };
};

export type PreviewDeploymentResponse = PreviewDeploymentResponses[keyof PreviewDeploymentResponses];

export type AssessRiskData = {
    body: {
        /**
         * The product's id or slug; needed unless builds are named.
         */
        productId?: string;
        /**
         * The version that comes: its number or id.
         */
        version?: string;
        /**
         * What it comes after; without it what runs in the environment.
         */
        fromVersion?: string;
        /**
         * Two builds to compare, in the place of versions.
         */
        artifacts?: {
            from: string;
            to: string;
        };
        /**
         * Its id or slug.
         */
        environment?: string;
        /**
         * Now unless said.
         */
        plannedAt?: string;
        /**
         * How it is deployed: a template's id or slug.
         */
        template?: string;
        /**
         * For the template.
         */
        variables?: {
            [key: string]: unknown;
        };
        /**
         * How many of the devices get it before anything is checked; without a template, or to try another.
         */
        firstPercent?: number;
        /**
         * Also in words, by a language model, where one is set up.
         */
        explain?: boolean;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/assess-risk';
};

export type AssessRiskErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type AssessRiskError = AssessRiskErrors[keyof AssessRiskErrors];

export type AssessRiskResponses = {
    /**
     * Done.
     */
    200: Risk;
};

export type AssessRiskResponse = AssessRiskResponses[keyof AssessRiskResponses];

export type FindRiskData = {
    body?: never;
    path?: never;
    query?: {
        deploymentId?: string;
        rolloutId?: string;
    };
    url: '/api/deployments/risk';
};

export type FindRiskErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type FindRiskError = FindRiskErrors[keyof FindRiskErrors];

export type FindRiskResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Null until somebody has assessed it.
         */
        assessment: Risk | null;
    };
};

export type FindRiskResponse = FindRiskResponses[keyof FindRiskResponses];

export type ReadCalibrationData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only assessments of this product: its id or slug.
         */
        productId?: string;
        months?: number;
    };
    url: '/api/deployments/risk/calibration';
};

export type ReadCalibrationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadCalibrationError = ReadCalibrationErrors[keyof ReadCalibrationErrors];

export type ReadCalibrationResponses = {
    /**
     * Done.
     */
    200: {
        outcomes: number;
        isCalibrated: boolean;
        calibratedFrom: number;
        quality: {
            /**
             * Null without both successes and failures.
             */
            auc: number | null;
            brier: number;
            /**
             * Mean distance of predicted and actual shares, in ten bins.
             */
            ece: number;
        } | null;
        bins: Array<{
            from: number;
            to: number;
            count: number;
            predicted: number;
            actual: number;
        }>;
        months: Array<{
            /**
             * Null without both successes and failures.
             */
            auc: number | null;
            brier: number;
            /**
             * Mean distance of predicted and actual shares, in ten bins.
             */
            ece: number;
            month: string;
            count: number;
            predicted: number;
            actual: number;
        }>;
        model: {
            fittedAt: string;
            ownOutcomes: number;
        } | null;
    };
};

export type ReadCalibrationResponse = ReadCalibrationResponses[keyof ReadCalibrationResponses];

export type ReadCalendarData = {
    body?: never;
    path?: never;
    query: {
        from: string;
        to: string;
        environment?: string;
        product?: string;
    };
    url: '/api/v1/calendar';
};

export type ReadCalendarErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadCalendarError = ReadCalendarErrors[keyof ReadCalendarErrors];

export type ReadCalendarResponses = {
    /**
     * Done.
     */
    200: {
        bands: Array<Band>;
        isCut: boolean;
    };
};

export type ReadCalendarResponse = ReadCalendarResponses[keyof ReadCalendarResponses];

export type ListCalendarRulesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Only those of this environment, by id or slug
         */
        environment?: string;
        /**
         * Only those of this product, by id or slug
         */
        product?: string;
    };
    url: '/api/v1/calendar/rules';
};

export type ListCalendarRulesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListCalendarRulesError = ListCalendarRulesErrors[keyof ListCalendarRulesErrors];

export type ListCalendarRulesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<CalendarRule>;
        nextCursor: string | null;
    };
};

export type ListCalendarRulesResponse = ListCalendarRulesResponses[keyof ListCalendarRulesResponses];

export type CreateCalendarRuleData = {
    body: {
        /**
         * window: deployments may start then, and only then; freeze: they may not
         */
        kind: 'window' | 'freeze';
        name: string;
        /**
         * Id or slug; null means every environment.
         */
        environment?: string | null;
        /**
         * Id or slug; null means every product.
         */
        product?: string | null;
        recurrence: {
            kind: 'once';
        } | {
            kind: 'cron';
            /**
             * Minute, hour, day, month, weekday
             */
            value: string;
        } | {
            kind: 'rrule';
            /**
             * RFC 5545, such as FREQ=WEEKLY;BYDAY=SA,SU
             */
            value: string;
        };
        /**
         * Local time of the first one, YYYY-MM-DDTHH:MM; of cron: none before it
         */
        startsAt: string;
        /**
         * How long it holds each time. Whole days follow the calendar, what is left of it the clock.
         */
        durationMinutes: number;
        /**
         * IANA time zone, such as Europe/Berlin
         */
        timeZone: string;
        reason?: string;
        enabled?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/calendar/rules';
};

export type CreateCalendarRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateCalendarRuleError = CreateCalendarRuleErrors[keyof CreateCalendarRuleErrors];

export type CreateCalendarRuleResponses = {
    /**
     * Done.
     */
    201: CalendarRule;
};

export type CreateCalendarRuleResponse = CreateCalendarRuleResponses[keyof CreateCalendarRuleResponses];

export type PreviewCalendarRuleData = {
    body: {
        /**
         * window: deployments may start then, and only then; freeze: they may not
         */
        kind: 'window' | 'freeze';
        recurrence: {
            kind: 'once';
        } | {
            kind: 'cron';
            /**
             * Minute, hour, day, month, weekday
             */
            value: string;
        } | {
            kind: 'rrule';
            /**
             * RFC 5545, such as FREQ=WEEKLY;BYDAY=SA,SU
             */
            value: string;
        };
        /**
         * A local time, YYYY-MM-DDTHH:MM
         */
        startsAt: string;
        /**
         * How long it holds each time. Whole days follow the calendar, what is left of it the clock.
         */
        durationMinutes: number;
        /**
         * IANA time zone, such as Europe/Berlin
         */
        timeZone: string;
        /**
         * Id or slug; null means every environment.
         */
        environment?: string | null;
        /**
         * Id or slug; null means every product.
         */
        product?: string | null;
        /**
         * The rule that this would replace
         */
        ruleId?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/calendar/preview';
};

export type PreviewCalendarRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PreviewCalendarRuleError = PreviewCalendarRuleErrors[keyof PreviewCalendarRuleErrors];

export type PreviewCalendarRuleResponses = {
    /**
     * Done.
     */
    200: {
        next: Array<{
            startsAt: string;
            endsAt: string;
        }>;
        /**
         * Local times that the clocks leave out within the next two years.
         */
        leftOut: Array<{
            localTime: string;
            message: string;
        }>;
        warnings: Array<string>;
    };
};

export type PreviewCalendarRuleResponse = PreviewCalendarRuleResponses[keyof PreviewCalendarRuleResponses];

export type DeleteCalendarRuleData = {
    body?: never;
    path: {
        ruleId: string;
    };
    query?: never;
    url: '/api/v1/calendar/rules/{ruleId}';
};

export type DeleteCalendarRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteCalendarRuleError = DeleteCalendarRuleErrors[keyof DeleteCalendarRuleErrors];

export type DeleteCalendarRuleResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteCalendarRuleResponse = DeleteCalendarRuleResponses[keyof DeleteCalendarRuleResponses];

export type UpdateCalendarRuleData = {
    body: {
        /**
         * window: deployments may start then, and only then; freeze: they may not
         */
        kind?: 'window' | 'freeze';
        name?: string;
        /**
         * Id or slug; null means every environment.
         */
        environment?: string | null;
        /**
         * Id or slug; null means every product.
         */
        product?: string | null;
        recurrence?: {
            kind: 'once';
        } | {
            kind: 'cron';
            /**
             * Minute, hour, day, month, weekday
             */
            value: string;
        } | {
            kind: 'rrule';
            /**
             * RFC 5545, such as FREQ=WEEKLY;BYDAY=SA,SU
             */
            value: string;
        };
        /**
         * Local time of the first one, YYYY-MM-DDTHH:MM; of cron: none before it
         */
        startsAt?: string;
        /**
         * How long it holds each time. Whole days follow the calendar, what is left of it the clock.
         */
        durationMinutes?: number;
        /**
         * IANA time zone, such as Europe/Berlin
         */
        timeZone?: string;
        reason?: string;
        enabled?: boolean;
    };
    path: {
        ruleId: string;
    };
    query?: never;
    url: '/api/v1/calendar/rules/{ruleId}';
};

export type UpdateCalendarRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateCalendarRuleError = UpdateCalendarRuleErrors[keyof UpdateCalendarRuleErrors];

export type UpdateCalendarRuleResponses = {
    /**
     * Done.
     */
    200: CalendarRule;
};

export type UpdateCalendarRuleResponse = UpdateCalendarRuleResponses[keyof UpdateCalendarRuleResponses];

export type ListLineStopsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * Only those that still hold; false lists the lifted ones.
         */
        open?: string;
    };
    url: '/api/v1/line-stops';
};

export type ListLineStopsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListLineStopsError = ListLineStopsErrors[keyof ListLineStopsErrors];

export type ListLineStopsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<LineStop>;
        nextCursor: string | null;
    };
};

export type ListLineStopsResponse = ListLineStopsResponses[keyof ListLineStopsResponses];

export type StopLineData = {
    body: {
        /**
         * Id or slug; null means every environment.
         */
        environment?: string | null;
        /**
         * Id or slug; null means every product.
         */
        product?: string | null;
        reason?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/line-stops';
};

export type StopLineErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type StopLineError = StopLineErrors[keyof StopLineErrors];

export type StopLineResponses = {
    /**
     * Done.
     */
    201: LineStop;
};

export type StopLineResponse = StopLineResponses[keyof StopLineResponses];

export type LiftLineStopData = {
    body: {
        reason: string;
    };
    path: {
        lineStopId: string;
    };
    query?: never;
    url: '/api/v1/line-stops/{lineStopId}/lift';
};

export type LiftLineStopErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type LiftLineStopError = LiftLineStopErrors[keyof LiftLineStopErrors];

export type LiftLineStopResponses = {
    /**
     * Done.
     */
    200: LineStop;
};

export type LiftLineStopResponse = LiftLineStopResponses[keyof LiftLineStopResponses];

export type ScheduleDeploymentData = {
    body: {
        /**
         * Id or slug of a template
         */
        template: string;
        /**
         * Left out: the newest
         */
        templateVersion?: number;
        /**
         * Id or slug of a product
         */
        product: string;
        /**
         * A version of the product, or its id
         */
        version: string;
        /**
         * Id or slug of an environment
         */
        environment: string;
        /**
         * Values of the template's variables
         */
        variables?: {
            [key: string]: unknown;
        };
        /**
         * Left out: the product and its version
         */
        name?: string;
        priority?: 'critical' | 'high' | 'normal' | 'low';
        /**
         * A local time of timeZone, YYYY-MM-DDTHH:MM, or an instant with its offset
         */
        scheduledAt: string;
        /**
         * A hot-fix past windows, freezes and a stopped line; a second person must confirm it
         */
        override?: {
            reason: string;
        };
        /**
         * IANA time zone of a local time; left out: the environment's
         */
        timeZone?: string;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/schedule';
};

export type ScheduleDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ScheduleDeploymentError = ScheduleDeploymentErrors[keyof ScheduleDeploymentErrors];

export type ScheduleDeploymentResponses = {
    /**
     * Done.
     */
    201: Deployment2;
};

export type ScheduleDeploymentResponse = ScheduleDeploymentResponses[keyof ScheduleDeploymentResponses];

export type ListQueueData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only this product, by id or slug
         */
        product?: string;
        /**
         * Only this environment, by id or slug
         */
        environment?: string;
    };
    url: '/api/deployments/queue';
};

export type ListQueueErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListQueueError = ListQueueErrors[keyof ListQueueErrors];

export type ListQueueResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Deployment2>;
        running: number;
        waiting: number;
        isCut: boolean;
    };
};

export type ListQueueResponse = ListQueueResponses[keyof ListQueueResponses];

export type CancelQueuedData = {
    body: {
        reason?: string;
    };
    path: {
        queueId: string;
    };
    query?: never;
    url: '/api/deployments/queue/{queueId}/cancel';
};

export type CancelQueuedErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CancelQueuedError = CancelQueuedErrors[keyof CancelQueuedErrors];

export type CancelQueuedResponses = {
    /**
     * Done.
     */
    200: Deployment2;
};

export type CancelQueuedResponse = CancelQueuedResponses[keyof CancelQueuedResponses];

export type RescheduleQueuedData = {
    body: {
        /**
         * Null: as soon as everything else allows
         */
        scheduledAt: string | null;
        /**
         * Left out: as it was
         */
        timeZone?: string;
    };
    path: {
        queueId: string;
    };
    query?: never;
    url: '/api/deployments/queue/{queueId}/reschedule';
};

export type RescheduleQueuedErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RescheduleQueuedError = RescheduleQueuedErrors[keyof RescheduleQueuedErrors];

export type RescheduleQueuedResponses = {
    /**
     * Done.
     */
    200: Deployment2;
};

export type RescheduleQueuedResponse = RescheduleQueuedResponses[keyof RescheduleQueuedResponses];

export type PrioritizeQueuedData = {
    body: {
        priority: 'critical' | 'high' | 'normal' | 'low';
    };
    path: {
        queueId: string;
    };
    query?: never;
    url: '/api/deployments/queue/{queueId}/priority';
};

export type PrioritizeQueuedErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PrioritizeQueuedError = PrioritizeQueuedErrors[keyof PrioritizeQueuedErrors];

export type PrioritizeQueuedResponses = {
    /**
     * Done.
     */
    200: Deployment2;
};

export type PrioritizeQueuedResponse = PrioritizeQueuedResponses[keyof PrioritizeQueuedResponses];

export type RequestOverrideData = {
    body: {
        reason: string;
    };
    path: {
        queueId: string;
    };
    query?: never;
    url: '/api/deployments/queue/{queueId}/override';
};

export type RequestOverrideErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RequestOverrideError = RequestOverrideErrors[keyof RequestOverrideErrors];

export type RequestOverrideResponses = {
    /**
     * Done.
     */
    200: Deployment2;
};

export type RequestOverrideResponse = RequestOverrideResponses[keyof RequestOverrideResponses];

export type ConfirmOverrideData = {
    body?: never;
    path: {
        queueId: string;
    };
    query?: never;
    url: '/api/deployments/queue/{queueId}/override/confirm';
};

export type ConfirmOverrideErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ConfirmOverrideError = ConfirmOverrideErrors[keyof ConfirmOverrideErrors];

export type ConfirmOverrideResponses = {
    /**
     * Done.
     */
    200: Deployment2;
};

export type ConfirmOverrideResponse = ConfirmOverrideResponses[keyof ConfirmOverrideResponses];

export type ReadTimelineData = {
    body?: never;
    path?: never;
    query: {
        from: string;
        to: string;
        product?: string;
        environment?: string;
    };
    url: '/api/deployments/timeline';
};

export type ReadTimelineErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadTimelineError = ReadTimelineErrors[keyof ReadTimelineErrors];

export type ReadTimelineResponses = {
    /**
     * Done.
     */
    200: {
        now: string;
        items: Array<Item3>;
        /**
         * They wait, and nobody can say until when.
         */
        unplaced: Array<Item3>;
        products: Array<Product2>;
        environments: Array<Product2>;
        bands: Array<Band>;
        stops: Array<LineStop>;
        isCut: boolean;
    };
};

export type ReadTimelineResponse = ReadTimelineResponses[keyof ReadTimelineResponses];

export type ListSchedulesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/deployments/schedules';
};

export type ListSchedulesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListSchedulesError = ListSchedulesErrors[keyof ListSchedulesErrors];

export type ListSchedulesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Schedule>;
        nextCursor: string | null;
    };
};

export type ListSchedulesResponse = ListSchedulesResponses[keyof ListSchedulesResponses];

export type CreateScheduleData = {
    body: {
        name: string;
        /**
         * Id or slug
         */
        product: string;
        /**
         * Its newest version is deployed each time
         */
        channel?: string;
        /**
         * Id or slug
         */
        environment: string;
        /**
         * Id or slug; its newest version is used each time
         */
        template: string;
        /**
         * Values of the template's variables
         */
        variables?: {
            [key: string]: unknown;
        };
        priority?: 'critical' | 'high' | 'normal' | 'low';
        recurrence: {
            kind: 'cron';
            /**
             * Minute, hour, day, month, weekday
             */
            value: string;
        } | {
            kind: 'rrule';
            /**
             * RFC 5545, such as FREQ=WEEKLY;BYDAY=TU
             */
            value: string;
        };
        /**
         * Local time of the first one, YYYY-MM-DDTHH:MM; of cron: none before it
         */
        startsAt: string;
        /**
         * IANA time zone, such as Europe/Berlin
         */
        timeZone: string;
        enabled?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/schedules';
};

export type CreateScheduleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateScheduleError = CreateScheduleErrors[keyof CreateScheduleErrors];

export type CreateScheduleResponses = {
    /**
     * Done.
     */
    201: Schedule;
};

export type CreateScheduleResponse = CreateScheduleResponses[keyof CreateScheduleResponses];

export type DeleteScheduleData = {
    body?: never;
    path: {
        scheduleId: string;
    };
    query?: never;
    url: '/api/deployments/schedules/{scheduleId}';
};

export type DeleteScheduleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteScheduleError = DeleteScheduleErrors[keyof DeleteScheduleErrors];

export type DeleteScheduleResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteScheduleResponse = DeleteScheduleResponses[keyof DeleteScheduleResponses];

export type UpdateScheduleData = {
    body: {
        name?: string;
        /**
         * Its newest version is deployed each time
         */
        channel?: string;
        priority?: 'critical' | 'high' | 'normal' | 'low';
        /**
         * Left out: as they are. Secret ones that are left out stay.
         */
        variables?: {
            [key: string]: unknown;
        };
        recurrence?: {
            kind: 'cron';
            /**
             * Minute, hour, day, month, weekday
             */
            value: string;
        } | {
            kind: 'rrule';
            /**
             * RFC 5545, such as FREQ=WEEKLY;BYDAY=TU
             */
            value: string;
        };
        /**
         * Local time of the first one, YYYY-MM-DDTHH:MM; of cron: none before it
         */
        startsAt?: string;
        /**
         * IANA time zone, such as Europe/Berlin
         */
        timeZone?: string;
        enabled?: boolean;
    };
    path: {
        scheduleId: string;
    };
    query?: never;
    url: '/api/deployments/schedules/{scheduleId}';
};

export type UpdateScheduleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateScheduleError = UpdateScheduleErrors[keyof UpdateScheduleErrors];

export type UpdateScheduleResponses = {
    /**
     * Done.
     */
    200: Schedule;
};

export type UpdateScheduleResponse = UpdateScheduleResponses[keyof UpdateScheduleResponses];

export type ListDeploymentsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        /**
         * One or several, separated by commas
         */
        status?: string;
        /**
         * What made them: one or several, separated by commas
         */
        trigger?: string;
        /**
         * Id or slug of a product
         */
        product?: string;
        /**
         * Id or slug of an environment
         */
        environment?: string;
        /**
         * Id or slug of a template
         */
        template?: string;
        /**
         * Started together
         */
        group?: string;
        /**
         * Number, or part of the name, product or version
         */
        q?: string;
        /**
         * Made at this time or later
         */
        from?: string;
        /**
         * Made before this time
         */
        to?: string;
        sort?: 'createdAt' | '-createdAt' | 'number' | '-number';
    };
    url: '/api/deployments';
};

export type ListDeploymentsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDeploymentsError = ListDeploymentsErrors[keyof ListDeploymentsErrors];

export type ListDeploymentsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            number: number;
            name: string;
            product: Product2;
            version: string;
            /**
             * Null for a rollout of a policy or by hand
             */
            environment: Product2 | null;
            template: Template2 | null;
            status: 'queued' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'rollingBack' | 'rolledBack';
            /**
             * Why it ended, or what it waits for
             */
            statusReason: string | null;
            priority: 'critical' | 'high' | 'normal' | 'low';
            trigger: Trigger;
            stages: Array<Stage3>;
            createdBy: ReleasedBy;
            /**
             * RFC 3339, UTC
             */
            createdAt: string;
            startedAt: string | null;
            completedAt: string | null;
        }>;
        nextCursor: string | null;
    };
};

export type ListDeploymentsResponse = ListDeploymentsResponses[keyof ListDeploymentsResponses];

export type CreateDeploymentData = {
    body: CreateDeploymentBody;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deployments';
};

export type CreateDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateDeploymentError = CreateDeploymentErrors[keyof CreateDeploymentErrors];

export type CreateDeploymentResponses = {
    /**
     * Done.
     */
    201: Deployment;
};

export type CreateDeploymentResponse = CreateDeploymentResponses[keyof CreateDeploymentResponses];

export type DeployFromTemplateData = {
    body: CreateDeploymentBody;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deployments/from-template';
};

export type DeployFromTemplateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeployFromTemplateError = DeployFromTemplateErrors[keyof DeployFromTemplateErrors];

export type DeployFromTemplateResponses = {
    /**
     * Done.
     */
    201: Deployment;
};

export type DeployFromTemplateResponse = DeployFromTemplateResponses[keyof DeployFromTemplateResponses];

export type DeployData = {
    body: CreateDeploymentBody;
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/deploy';
};

export type DeployErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeployError = DeployErrors[keyof DeployErrors];

export type DeployResponses = {
    /**
     * Done.
     */
    201: Deployment;
};

export type DeployResponse = DeployResponses[keyof DeployResponses];

export type GetDeploymentData = {
    body?: never;
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}';
};

export type GetDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetDeploymentError = GetDeploymentErrors[keyof GetDeploymentErrors];

export type GetDeploymentResponses = {
    /**
     * Done.
     */
    200: Deployment;
};

export type GetDeploymentResponse = GetDeploymentResponses[keyof GetDeploymentResponses];

export type ListDeploymentLogsData = {
    body?: never;
    path: {
        deploymentId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        stage?: string;
        level?: string;
        order?: 'oldest' | 'newest';
    };
    url: '/api/deployments/{deploymentId}/logs';
};

export type ListDeploymentLogsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDeploymentLogsError = ListDeploymentLogsErrors[keyof ListDeploymentLogsErrors];

export type ListDeploymentLogsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: number;
            /**
             * RFC 3339, UTC
             */
            at: string;
            stage: string | null;
            level: 'info' | 'warning' | 'error';
            message: string;
            data: {
                [key: string]: unknown;
            };
        }>;
        nextCursor: string | null;
    };
};

export type ListDeploymentLogsResponse = ListDeploymentLogsResponses[keyof ListDeploymentLogsResponses];

export type ListDeploymentHistoryData = {
    body?: never;
    path: {
        deploymentId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/deployments/{deploymentId}/history';
};

export type ListDeploymentHistoryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListDeploymentHistoryError = ListDeploymentHistoryErrors[keyof ListDeploymentHistoryErrors];

export type ListDeploymentHistoryResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: number;
            /**
             * RFC 3339, UTC
             */
            at: string;
            type: 'transition' | 'pause' | 'resume' | 'stage_start' | 'stage_wait' | 'stage_complete' | 'stage_failure' | 'stage_retry' | 'stage_skip' | 'stage_cancel' | 'rollback_start' | 'rollback_retry' | 'rollback' | 'rollback_failure' | 'complete' | 'failure';
            stage: string | null;
            attempt: number | null;
            data: {
                [key: string]: unknown;
            };
        }>;
        nextCursor: string | null;
    };
};

export type ListDeploymentHistoryResponse = ListDeploymentHistoryResponses[keyof ListDeploymentHistoryResponses];

export type CancelDeploymentData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/cancel';
};

export type CancelDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CancelDeploymentError = CancelDeploymentErrors[keyof CancelDeploymentErrors];

export type CancelDeploymentResponses = {
    /**
     * Done.
     */
    200: Deployment;
};

export type CancelDeploymentResponse = CancelDeploymentResponses[keyof CancelDeploymentResponses];

export type PauseDeploymentData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/pause';
};

export type PauseDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type PauseDeploymentError = PauseDeploymentErrors[keyof PauseDeploymentErrors];

export type PauseDeploymentResponses = {
    /**
     * Done.
     */
    200: Deployment;
};

export type PauseDeploymentResponse = PauseDeploymentResponses[keyof PauseDeploymentResponses];

export type ResumeDeploymentData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/resume';
};

export type ResumeDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ResumeDeploymentError = ResumeDeploymentErrors[keyof ResumeDeploymentErrors];

export type ResumeDeploymentResponses = {
    /**
     * Done.
     */
    200: Deployment;
};

export type ResumeDeploymentResponse = ResumeDeploymentResponses[keyof ResumeDeploymentResponses];

export type RetryDeploymentData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/retry';
};

export type RetryDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RetryDeploymentError = RetryDeploymentErrors[keyof RetryDeploymentErrors];

export type RetryDeploymentResponses = {
    /**
     * Done.
     */
    200: Deployment;
};

export type RetryDeploymentResponse = RetryDeploymentResponses[keyof RetryDeploymentResponses];

export type RollBackDeploymentData = {
    body: {
        /**
         * Why; it is kept in the event log
         */
        reason?: string;
    };
    path: {
        deploymentId: string;
    };
    query?: never;
    url: '/api/deployments/{deploymentId}/rollback';
};

export type RollBackDeploymentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RollBackDeploymentError = RollBackDeploymentErrors[keyof RollBackDeploymentErrors];

export type RollBackDeploymentResponses = {
    /**
     * Done.
     */
    200: Deployment;
};

export type RollBackDeploymentResponse = RollBackDeploymentResponses[keyof RollBackDeploymentResponses];

export type ListRollbackPlansData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        status?: Array<'awaitingApproval' | 'approved' | 'executing' | 'needsDecision' | 'completed' | 'failed' | 'rejected' | 'cancelled' | 'expired'>;
        product?: string;
        environment?: string;
        deploymentId?: string;
        /**
         * A part of the product's name, of a version or of the reason, or the number.
         */
        q?: string;
    };
    url: '/api/distribution/rollbacks/plans';
};

export type ListRollbackPlansErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRollbackPlansError = ListRollbackPlansErrors[keyof ListRollbackPlansErrors];

export type ListRollbackPlansResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            number: number;
            product: Product2;
            /**
             * Null: everywhere
             */
            environment: Product2 | null;
            deployment: {
                id: string;
                number: number;
            } | null;
            rollout: {
                id: string;
                number: number;
            } | null;
            from: {
                versionId: string;
                version: string;
            };
            to: {
                versionId: string;
                version: string;
            };
            /**
             * By which of the fallbacks the version to go back to was found
             */
            targetFoundBy: 'beforeDeployment' | 'lastHealthy' | 'named';
            reason: string;
            strategy: 'immediate' | 'gradual' | 'scheduled';
            scheduledAt: string | null;
            timeZone: string;
            status: 'awaitingApproval' | 'approved' | 'executing' | 'needsDecision' | 'completed' | 'failed' | 'rejected' | 'cancelled' | 'expired';
            statusReason: string | null;
            /**
             * The worst of its checks
             */
            verdict: 'pass' | 'warn' | 'block';
            isForced: boolean;
            isAutomatic: boolean;
            affectedDevices: number;
            createdBy: ReleasedBy;
            /**
             * RFC 3339, UTC
             */
            createdAt: string;
            /**
             * RFC 3339, UTC
             */
            expiresAt: string;
        }>;
        nextCursor: string | null;
    };
};

export type ListRollbackPlansResponse = ListRollbackPlansResponses[keyof ListRollbackPlansResponses];

export type CreateRollbackPlanData = {
    body: {
        /**
         * Takes back what this deployment brought.
         */
        deploymentId?: string;
        /**
         * Takes back what this rollout brought.
         */
        rolloutId?: string;
        /**
         * The product's id or slug, where neither of both is named.
         */
        productId?: string;
        /**
         * Only there; its id or slug.
         */
        environmentId?: string;
        /**
         * Its number or id; left out: what runs there.
         */
        fromVersion?: string;
        /**
         * Its number or id; left out: found, see targetFoundBy.
         */
        toVersion?: string;
        reason: string;
        strategy?: 'immediate' | 'gradual' | 'scheduled';
        /**
         * Left out: all at once, and 10, 50 and 100 percent of a gradual one.
         */
        batches?: Array<number>;
        gates?: {
            /**
             * Above this share of failures it stops and asks.
             */
            maxFailureRate?: number;
            batchDelayMinutes?: number;
            /**
             * A device that is silent for longer has failed.
             */
            deviceTimeoutSeconds?: number;
        };
        /**
         * Of a scheduled one: not before this time.
         */
        scheduledAt?: string;
        timeZone?: string;
        /**
         * Past the checks that block, as they are now: each is named in the plan, and approved with it.
         */
        force?: {
            reason: string;
        };
        expiresInHours?: number;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/distribution/rollbacks/plans';
};

export type CreateRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateRollbackPlanError = CreateRollbackPlanErrors[keyof CreateRollbackPlanErrors];

export type CreateRollbackPlanResponses = {
    /**
     * Done.
     */
    201: RollbackPlan;
};

export type CreateRollbackPlanResponse = CreateRollbackPlanResponses[keyof CreateRollbackPlanResponses];

export type GetRollbackPlanData = {
    body?: never;
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/distribution/rollbacks/plans/{planId}';
};

export type GetRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetRollbackPlanError = GetRollbackPlanErrors[keyof GetRollbackPlanErrors];

export type GetRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type GetRollbackPlanResponse = GetRollbackPlanResponses[keyof GetRollbackPlanResponses];

export type ApproveRollbackPlanData = {
    body: {
        /**
         * Of what was looked at: a plan that changed since is neither approved nor carried out.
         */
        contentDigest: string;
        reason?: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/distribution/rollbacks/plans/{planId}/approve';
};

export type ApproveRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ApproveRollbackPlanError = ApproveRollbackPlanErrors[keyof ApproveRollbackPlanErrors];

export type ApproveRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type ApproveRollbackPlanResponse = ApproveRollbackPlanResponses[keyof ApproveRollbackPlanResponses];

export type RejectRollbackPlanData = {
    body: {
        /**
         * Of what was looked at: a plan that changed since is neither approved nor carried out.
         */
        contentDigest: string;
        reason: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/distribution/rollbacks/plans/{planId}/reject';
};

export type RejectRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RejectRollbackPlanError = RejectRollbackPlanErrors[keyof RejectRollbackPlanErrors];

export type RejectRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type RejectRollbackPlanResponse = RejectRollbackPlanResponses[keyof RejectRollbackPlanResponses];

export type ExecuteRollbackPlanData = {
    body: {
        /**
         * Of what was looked at: a plan that changed since is neither approved nor carried out.
         */
        contentDigest: string;
        /**
         * Without the approvals that are missing. Everybody hears of it.
         */
        breakGlass?: {
            reason: string;
        };
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/distribution/rollbacks/plans/{planId}/execute';
};

export type ExecuteRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ExecuteRollbackPlanError = ExecuteRollbackPlanErrors[keyof ExecuteRollbackPlanErrors];

export type ExecuteRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type ExecuteRollbackPlanResponse = ExecuteRollbackPlanResponses[keyof ExecuteRollbackPlanResponses];

export type FindRollbackTargetData = {
    body?: never;
    path?: never;
    query?: {
        deploymentId?: string;
        rolloutId?: string;
        productId?: string;
        environmentId?: string;
        fromVersion?: string;
    };
    url: '/api/v1/rollbacks/target';
};

export type FindRollbackTargetErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type FindRollbackTargetError = FindRollbackTargetErrors[keyof FindRollbackTargetErrors];

export type FindRollbackTargetResponses = {
    /**
     * Done.
     */
    200: {
        product: Product2;
        environment: Product2 | null;
        from: {
            id: string;
            version: string;
        };
        target: Candidate | null;
        candidates: Array<Candidate>;
    };
};

export type FindRollbackTargetResponse = FindRollbackTargetResponses[keyof FindRollbackTargetResponses];

export type UpdateRollbackPlanData = {
    body: {
        /**
         * The one that you have seen: a plan that changed since is not overwritten.
         */
        revision: number;
        toVersion?: string;
        reason?: string;
        strategy?: 'immediate' | 'gradual' | 'scheduled';
        /**
         * Cumulative shares of the selected devices in percent, for example [10, 50, 100]
         */
        batches?: Array<number>;
        gates?: {
            /**
             * Above this share of failures it stops and asks.
             */
            maxFailureRate?: number;
            batchDelayMinutes?: number;
            /**
             * A device that is silent for longer has failed.
             */
            deviceTimeoutSeconds?: number;
        };
        scheduledAt?: string | null;
        timeZone?: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}';
};

export type UpdateRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateRollbackPlanError = UpdateRollbackPlanErrors[keyof UpdateRollbackPlanErrors];

export type UpdateRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type UpdateRollbackPlanResponse = UpdateRollbackPlanResponses[keyof UpdateRollbackPlanResponses];

export type CheckRollbackPlanData = {
    body: {
        [key: string]: never;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}/check';
};

export type CheckRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CheckRollbackPlanError = CheckRollbackPlanErrors[keyof CheckRollbackPlanErrors];

export type CheckRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type CheckRollbackPlanResponse = CheckRollbackPlanResponses[keyof CheckRollbackPlanResponses];

export type ForceRollbackPlanData = {
    body: {
        reason: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}/force';
};

export type ForceRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ForceRollbackPlanError = ForceRollbackPlanErrors[keyof ForceRollbackPlanErrors];

export type ForceRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type ForceRollbackPlanResponse = ForceRollbackPlanResponses[keyof ForceRollbackPlanResponses];

export type CancelRollbackPlanData = {
    body: {
        reason?: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}/cancel';
};

export type CancelRollbackPlanErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CancelRollbackPlanError = CancelRollbackPlanErrors[keyof CancelRollbackPlanErrors];

export type CancelRollbackPlanResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type CancelRollbackPlanResponse = CancelRollbackPlanResponses[keyof CancelRollbackPlanResponses];

export type RetryRollbackData = {
    body: {
        reason?: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}/retry';
};

export type RetryRollbackErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RetryRollbackError = RetryRollbackErrors[keyof RetryRollbackErrors];

export type RetryRollbackResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type RetryRollbackResponse = RetryRollbackResponses[keyof RetryRollbackResponses];

export type GoOnWithoutFailedData = {
    body: {
        reason?: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}/continue';
};

export type GoOnWithoutFailedErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GoOnWithoutFailedError = GoOnWithoutFailedErrors[keyof GoOnWithoutFailedErrors];

export type GoOnWithoutFailedResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type GoOnWithoutFailedResponse = GoOnWithoutFailedResponses[keyof GoOnWithoutFailedResponses];

export type GiveUpRollbackData = {
    body: {
        reason?: string;
    };
    path: {
        planId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/plans/{planId}/give-up';
};

export type GiveUpRollbackErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GiveUpRollbackError = GiveUpRollbackErrors[keyof GiveUpRollbackErrors];

export type GiveUpRollbackResponses = {
    /**
     * Done.
     */
    200: RollbackPlan;
};

export type GiveUpRollbackResponse = GiveUpRollbackResponses[keyof GiveUpRollbackResponses];

export type ListRollbackDevicesData = {
    body?: never;
    path: {
        planId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        placement?: 'back' | 'underWay' | 'failed' | 'unreachable' | 'untouched' | 'elsewhere';
    };
    url: '/api/v1/rollbacks/plans/{planId}/devices';
};

export type ListRollbackDevicesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListRollbackDevicesError = ListRollbackDevicesErrors[keyof ListRollbackDevicesErrors];

export type ListRollbackDevicesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            name: string;
            fleet: string | null;
            version: string | null;
            placement: 'back' | 'underWay' | 'failed' | 'unreachable' | 'untouched' | 'elsewhere';
            reason: string | null;
            rolloutId: string | null;
            lastSeenAt: string | null;
        }>;
        nextCursor: string | null;
    };
};

export type ListRollbackDevicesResponse = ListRollbackDevicesResponses[keyof ListRollbackDevicesResponses];

export type GetPlanIncidentData = {
    body?: never;
    path: {
        planId: string;
    };
    query?: {
        /**
         * markdown or pdf: the report as a file, to be kept or read on paper
         */
        format?: 'json' | 'markdown' | 'pdf';
    };
    url: '/api/distribution/rollbacks/plans/{planId}/incident';
};

export type GetPlanIncidentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetPlanIncidentError = GetPlanIncidentErrors[keyof GetPlanIncidentErrors];

export type GetPlanIncidentResponses = {
    /**
     * Done.
     */
    200: PlanIncident;
};

export type GetPlanIncidentResponse = GetPlanIncidentResponses[keyof GetPlanIncidentResponses];

export type GetIncidentData = {
    body?: never;
    path: {
        incidentId: string;
    };
    query?: {
        /**
         * markdown or pdf: the report as a file, to be kept or read on paper
         */
        format?: 'json' | 'markdown' | 'pdf';
    };
    url: '/api/v1/rollbacks/incidents/{incidentId}';
};

export type GetIncidentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetIncidentError = GetIncidentErrors[keyof GetIncidentErrors];

export type GetIncidentResponses = {
    /**
     * Done.
     */
    200: PlanIncident;
};

export type GetIncidentResponse = GetIncidentResponses[keyof GetIncidentResponses];

export type UpdateIncidentData = {
    body: {
        /**
         * The one that you have seen: what somebody wrote since is not overwritten.
         */
        revision: number;
        title?: string;
        /**
         * Null: as it is generated
         */
        summary?: string | null;
        cause?: string | null;
        actions?: string | null;
    };
    path: {
        incidentId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/incidents/{incidentId}';
};

export type UpdateIncidentErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateIncidentError = UpdateIncidentErrors[keyof UpdateIncidentErrors];

export type UpdateIncidentResponses = {
    /**
     * Done.
     */
    200: PlanIncident;
};

export type UpdateIncidentResponse = UpdateIncidentResponses[keyof UpdateIncidentResponses];

export type GetIncidentChartData = {
    body?: never;
    path: {
        incidentId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/incidents/{incidentId}/chart';
};

export type GetIncidentChartErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetIncidentChartError = GetIncidentChartErrors[keyof GetIncidentChartErrors];

export type GetIncidentChartResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * RFC 3339, UTC
         */
        from: string;
        /**
         * RFC 3339, UTC
         */
        to: string;
        /**
         * How many devices stood where from then on; rolledBack: those that took themselves back from it
         */
        points: Array<{
            /**
             * RFC 3339, UTC
             */
            at: string;
            back: number;
            failed: number;
            rolledBack: number;
        }>;
        marks: Array<{
            /**
             * RFC 3339, UTC
             */
            at: string;
            text: string;
            tone: 'idle' | 'wait' | 'move' | 'good' | 'warn' | 'bad' | 'back';
        }>;
    };
};

export type GetIncidentChartResponse = GetIncidentChartResponses[keyof GetIncidentChartResponses];

export type OpenIncidentIssueData = {
    body: {
        [key: string]: never;
    };
    path: {
        incidentId: string;
    };
    query?: never;
    url: '/api/v1/rollbacks/incidents/{incidentId}/issue';
};

export type OpenIncidentIssueErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type OpenIncidentIssueError = OpenIncidentIssueErrors[keyof OpenIncidentIssueErrors];

export type OpenIncidentIssueResponses = {
    /**
     * Done.
     */
    200: PlanIncident;
};

export type OpenIncidentIssueResponse = OpenIncidentIssueResponses[keyof OpenIncidentIssueResponses];

export type ListProductDatabasesData = {
    body?: never;
    path: {
        productId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}/databases';
};

export type ListProductDatabasesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListProductDatabasesError = ListProductDatabasesErrors[keyof ListProductDatabasesErrors];

export type ListProductDatabasesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<ProductDatabase>;
    };
};

export type ListProductDatabasesResponse = ListProductDatabasesResponses[keyof ListProductDatabasesResponses];

export type CreateProductDatabaseData = {
    body: {
        name: string;
        /**
         * postgres://user:password@host:port/database; ?sslmode=verify-full (unless said), require or disable. Kept sealed, never shown.
         */
        connection: string;
        /**
         * Where tables without a schema are looked up, in this order; empty: public, then the only one there is.
         */
        schemas?: Array<string>;
        /**
         * Take a role that may write, too. It is not asked to, and every answer says so.
         */
        allowWritable?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        productId: string;
    };
    query?: never;
    url: '/api/v1/products/{productId}/databases';
};

export type CreateProductDatabaseErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateProductDatabaseError = CreateProductDatabaseErrors[keyof CreateProductDatabaseErrors];

export type CreateProductDatabaseResponses = {
    /**
     * Done.
     */
    201: ProductDatabase;
};

export type CreateProductDatabaseResponse = CreateProductDatabaseResponses[keyof CreateProductDatabaseResponses];

export type DeleteProductDatabaseData = {
    body?: never;
    path: {
        databaseId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}';
};

export type DeleteProductDatabaseErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteProductDatabaseError = DeleteProductDatabaseErrors[keyof DeleteProductDatabaseErrors];

export type DeleteProductDatabaseResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteProductDatabaseResponse = DeleteProductDatabaseResponses[keyof DeleteProductDatabaseResponses];

export type GetProductDatabaseData = {
    body?: never;
    path: {
        databaseId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}';
};

export type GetProductDatabaseErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetProductDatabaseError = GetProductDatabaseErrors[keyof GetProductDatabaseErrors];

export type GetProductDatabaseResponses = {
    /**
     * Done.
     */
    200: ProductDatabase;
};

export type GetProductDatabaseResponse = GetProductDatabaseResponses[keyof GetProductDatabaseResponses];

export type UpdateProductDatabaseData = {
    body: {
        name?: string;
        /**
         * postgres://user:password@host:port/database; ?sslmode=verify-full (unless said), require or disable. Kept sealed, never shown.
         */
        connection?: string;
        /**
         * Where tables without a schema are looked up, in this order; empty: public, then the only one there is.
         */
        schemas?: Array<string>;
        /**
         * Take a role that may write, too. It is not asked to, and every answer says so.
         */
        allowWritable?: boolean;
    };
    path: {
        databaseId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}';
};

export type UpdateProductDatabaseErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateProductDatabaseError = UpdateProductDatabaseErrors[keyof UpdateProductDatabaseErrors];

export type UpdateProductDatabaseResponses = {
    /**
     * Done.
     */
    200: ProductDatabase;
};

export type UpdateProductDatabaseResponse = UpdateProductDatabaseResponses[keyof UpdateProductDatabaseResponses];

export type TestProductDatabaseData = {
    body: {
        [key: string]: never;
    };
    path: {
        databaseId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}/test';
};

export type TestProductDatabaseErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TestProductDatabaseError = TestProductDatabaseErrors[keyof TestProductDatabaseErrors];

export type TestProductDatabaseResponses = {
    /**
     * Done.
     */
    200: ProductDatabase;
};

export type TestProductDatabaseResponse = TestProductDatabaseResponses[keyof TestProductDatabaseResponses];

export type ListTableDependenciesData = {
    body?: never;
    path: {
        databaseId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/databases/{databaseId}/dependencies';
};

export type ListTableDependenciesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListTableDependenciesError = ListTableDependenciesErrors[keyof ListTableDependenciesErrors];

export type ListTableDependenciesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            constraint: string;
            /**
             * schema.table, quoted where SQL would
             */
            table: string;
            columns: Array<string>;
            referencedTable: string;
            referencedColumns: Array<string>;
            onDelete: 'noAction' | 'restrict' | 'cascade' | 'setNull' | 'setDefault';
            /**
             * RFC 3339, UTC
             */
            readAt: string;
        }>;
        nextCursor: string | null;
    };
};

export type ListTableDependenciesResponse = ListTableDependenciesResponses[keyof ListTableDependenciesResponses];

export type ListAppliedMigrationsData = {
    body?: never;
    path: {
        databaseId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}/migrations';
};

export type ListAppliedMigrationsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListAppliedMigrationsError = ListAppliedMigrationsErrors[keyof ListAppliedMigrationsErrors];

export type ListAppliedMigrationsResponses = {
    /**
     * Done.
     */
    200: {
        /**
         * Null where there is no list of Prisma Migrate's that may be read
         */
        table: string | null;
        items: Array<{
            name: string;
            appliedAt: string;
        }>;
    };
};

export type ListAppliedMigrationsResponse = ListAppliedMigrationsResponses[keyof ListAppliedMigrationsResponses];

export type ListMigrationChecksData = {
    body?: never;
    path: {
        databaseId: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/databases/{databaseId}/checks';
};

export type ListMigrationChecksErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListMigrationChecksError = ListMigrationChecksErrors[keyof ListMigrationChecksErrors];

export type ListMigrationChecksResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            id: string;
            databaseId: string;
            /**
             * The rollback plan that asked; null for a person or program
             */
            planId: string | null;
            /**
             * The version that brought the migrations
             */
            versionId: string | null;
            migration: string;
            verdict: 'pass' | 'warn' | 'block';
            /**
             * allowed: go on; refused: not without force; unreachable: nobody knows
             */
            outcome: 'allowed' | 'refused' | 'unreachable';
            isDestructive: boolean;
            isForced: boolean;
            forceReason: string | null;
            summary: string;
            /**
             * Rows that would be left without a parent
             */
            orphans: number;
            rowsLost: number;
            valuesLost: number;
            by: ReleasedBy;
            /**
             * RFC 3339, UTC
             */
            at: string;
        }>;
        nextCursor: string | null;
    };
};

export type ListMigrationChecksResponse = ListMigrationChecksResponses[keyof ListMigrationChecksResponses];

export type CheckMigrationData = {
    body: {
        /**
         * What they are called where they come from; several are undone together.
         */
        migrations: Array<string>;
        /**
         * What undoing them does.
         */
        steps?: Array<{
            kind: 'dropTable';
            schema?: string | null;
            table: string;
        } | {
            kind: 'dropColumn';
            schema?: string | null;
            table: string;
            column: string;
        } | {
            kind: 'dropSchema';
            schema: string;
        } | {
            kind: 'deleteRows';
            schema?: string | null;
            table: string;
        } | {
            kind: 'setNotNull';
            schema?: string | null;
            table: string;
            column: string;
        }>;
        /**
         * Instead: the migrations as SQL, one behind the other. What they make would be dropped. It is read, and never run.
         */
        sql?: string;
        /**
         * Instead: the script that undoes them. It is read, and never run.
         */
        downSql?: string;
        /**
         * The version that brought them, by number or id. Rollbacks that do not pass it are not concerned.
         */
        version?: string;
        /**
         * Undo them although something is lost. It is kept with the answer.
         */
        force?: {
            reason: string;
        };
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        databaseId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}/checks';
};

export type CheckMigrationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CheckMigrationError = CheckMigrationErrors[keyof CheckMigrationErrors];

export type CheckMigrationResponses = {
    /**
     * Done.
     */
    201: MigrationCheck;
};

export type CheckMigrationResponse = CheckMigrationResponses[keyof CheckMigrationResponses];

export type GetMigrationCheckData = {
    body?: never;
    path: {
        databaseId: string;
        checkId: string;
    };
    query?: never;
    url: '/api/v1/databases/{databaseId}/checks/{checkId}';
};

export type GetMigrationCheckErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetMigrationCheckError = GetMigrationCheckErrors[keyof GetMigrationCheckErrors];

export type GetMigrationCheckResponses = {
    /**
     * Done.
     */
    200: MigrationCheck;
};

export type GetMigrationCheckResponse = GetMigrationCheckResponses[keyof GetMigrationCheckResponses];

export type ReadRecentNotificationsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/notifications/recent';
};

export type ReadRecentNotificationsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadRecentNotificationsError = ReadRecentNotificationsErrors[keyof ReadRecentNotificationsErrors];

export type ReadRecentNotificationsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<{
            seq: number;
            type: 'webhook_received' | 'webhook_rejected' | 'webhook_source_created' | 'webhook_source_updated' | 'webhook_source_revoked' | 'registry_saved' | 'registry_deleted' | 'registry_unreachable' | 'policy_created' | 'policy_updated' | 'policy_deleted' | 'policy_matched' | 'product_created' | 'product_updated' | 'product_deleted' | 'version_created' | 'version_digest_changed' | 'version_updated' | 'version_promoted' | 'version_withdrawn' | 'version_deprecated' | 'version_restored' | 'channel_created' | 'channel_updated' | 'channel_deleted' | 'release_held' | 'release_hold_lifted' | 'distribution_created' | 'distribution_started' | 'distribution_percent_changed' | 'distribution_paused' | 'distribution_resumed' | 'distribution_completed' | 'distribution_cancelled' | 'package_queued' | 'delta_made' | 'delta_dropped' | 'delta_failed' | 'fleet_created' | 'fleet_updated' | 'fleet_deleted' | 'device_registered' | 'device_details_changed' | 'device_retired' | 'device_token_rotated' | 'device_token_shown' | 'device_deleted' | 'enrollment_token_created' | 'enrollment_token_revoked' | 'rollout_created' | 'rollout_confirmed' | 'rollout_waiting' | 'rollout_scheduled' | 'rollout_started' | 'rollout_paused' | 'rollout_resumed' | 'rollout_completed' | 'rollout_failed' | 'rollout_cancelled' | 'rollout_rolling_back' | 'rollout_rolled_back' | 'batch_started' | 'batch_approved' | 'batch_completed' | 'batch_rolling_back' | 'device_joined' | 'device_scheduled' | 'device_accepted' | 'device_updated' | 'device_failed' | 'device_withdrawn' | 'device_skipped' | 'device_retried' | 'device_rolling_back' | 'device_rolled_back' | 'health_check_passed' | 'health_check_failed' | 'user_created' | 'user_updated' | 'user_signed_in' | 'sign_in_failed' | 'token_created' | 'token_revoked' | 'setting_changed' | 'file_uploaded' | 'file_deleted' | 'file_quarantined' | 'file_mended' | 'files_collected' | 'cdn_region_saved' | 'cdn_region_deleted' | 'cdn_invalidation_requested' | 'cdn_invalidation_completed' | 'cdn_invalidation_failed' | 'cdn_distribution_failed' | 'build_recorded' | 'build_environment_revealed' | 'diff_shared' | 'module_created' | 'module_deleted' | 'set_created' | 'set_deleted' | 'set_assigned' | 'action_stop_requested' | 'action_cancelled' | 'template_created' | 'template_updated' | 'template_archived' | 'environment_created' | 'environment_updated' | 'environment_archived' | 'deployment_created' | 'deployment_approval_needed' | 'deployment_rescheduled' | 'deployment_reprioritized' | 'deployment_override_requested' | 'deployment_overridden' | 'deployment_approved' | 'deployment_rejected' | 'deployment_promoted' | 'release_found_bad' | 'deployment_started' | 'deployment_paused' | 'deployment_resumed' | 'deployment_completed' | 'deployment_failed' | 'deployment_cancelled' | 'deployment_rolling_back' | 'deployment_rolled_back' | 'stage_started' | 'stage_waiting' | 'stage_completed' | 'stage_skipped' | 'stage_retried' | 'stage_failed' | 'stage_rolled_back' | 'stage_rollback_failed' | 'calendar_rule_saved' | 'calendar_rule_deleted' | 'line_stopped' | 'line_resumed' | 'schedule_saved' | 'schedule_deleted' | 'schedule_fired' | 'dependency_saved' | 'dependency_deleted' | 'ci_run_received' | 'ci_trigger_saved' | 'ci_trigger_deleted' | 'risk_assessed' | 'risk_model_fitted' | 'rollback_plan_created' | 'rollback_plan_changed' | 'rollback_plan_checked' | 'rollback_plan_approved' | 'rollback_plan_rejected' | 'rollback_plan_forced' | 'rollback_plan_expired' | 'rollback_plan_cancelled' | 'rollback_glass_broken' | 'rollback_started' | 'rollback_stuck' | 'rollback_resumed' | 'rollback_completed' | 'rollback_failed' | 'automatic_rollback_started' | 'automatic_rollback_stopped' | 'incident_written' | 'incident_edited' | 'incident_issue_requested' | 'incident_issue_opened' | 'incident_issue_failed' | 'product_database_saved' | 'product_database_deleted' | 'migration_rollback_checked' | 'user_invited' | 'invitation_accepted' | 'invitation_revoked' | 'identity_linked' | 'identity_unlinked' | 'sign_in_refused' | 'session_revoked' | 'second_factor_enabled' | 'second_factor_disabled' | 'recovery_code_used' | 'team_saved' | 'team_deleted' | 'team_member_added' | 'team_member_removed' | 'group_mapping_saved' | 'group_mapping_deleted' | 'notification_channel_saved' | 'notification_channel_deleted' | 'notification_channel_disabled' | 'notification_rule_saved' | 'notification_rule_deleted' | 'notification_redelivered' | 'audit_checkpoint_signed' | 'audit_log_pruned' | 'audit_tampering_found' | 'audit_log_exported' | 'backup_taken' | 'backup_restored';
            at: string;
            severity: 'info' | 'notice' | 'warning' | 'critical';
            tone: 'idle' | 'wait' | 'move' | 'good' | 'warn' | 'bad' | 'back';
            text: string;
            cause: string | null;
            actor: string | null;
            /**
             * The page of the thing that it is about.
             */
            path: string | null;
            asksApproval: boolean;
            product: Product2 | null;
            rolloutId: string | null;
            subject: {
                kind: string;
                id: string;
            };
            /**
             * What belongs to one rollout, deployment or plan has it in common.
             */
            threadKey: string | null;
        }>;
        nextCursor: string | null;
        /**
         * 100 stands for that many or more.
         */
        unread: number;
        /**
         * Up to this event everything counts as read.
         */
        readSeq: number;
        mutedProducts: Array<Product2>;
    };
};

export type ReadRecentNotificationsResponse = ReadRecentNotificationsResponses[keyof ReadRecentNotificationsResponses];

export type MarkNotificationsReadData = {
    body: {
        /**
         * Everything up to this event counts as read.
         */
        seq: number;
    };
    path?: never;
    query?: never;
    url: '/api/notifications/read';
};

export type MarkNotificationsReadErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MarkNotificationsReadError = MarkNotificationsReadErrors[keyof MarkNotificationsReadErrors];

export type MarkNotificationsReadResponses = {
    /**
     * Done.
     */
    200: {
        readSeq: number;
        mutedProductIds: Array<string>;
    };
};

export type MarkNotificationsReadResponse = MarkNotificationsReadResponses[keyof MarkNotificationsReadResponses];

export type MuteProductData = {
    body: {
        productId: string;
        muted: boolean;
    };
    path?: never;
    query?: never;
    url: '/api/notifications/mutes';
};

export type MuteProductErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MuteProductError = MuteProductErrors[keyof MuteProductErrors];

export type MuteProductResponses = {
    /**
     * Done.
     */
    200: {
        readSeq: number;
        mutedProductIds: Array<string>;
    };
};

export type MuteProductResponse = MuteProductResponses[keyof MuteProductResponses];

export type ListNotificationChannelsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/notifications/channels';
};

export type ListNotificationChannelsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListNotificationChannelsError = ListNotificationChannelsErrors[keyof ListNotificationChannelsErrors];

export type ListNotificationChannelsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<NotificationChannel>;
        nextCursor: string | null;
    };
};

export type ListNotificationChannelsResponse = ListNotificationChannelsResponses[keyof ListNotificationChannelsResponses];

export type CreateNotificationChannelData = {
    body: {
        name: string;
        enabled?: boolean;
        kind: 'slack';
        settings: {
            /**
             * bot: with threads, by chat.postMessage; incoming: an incoming webhook.
             */
            mode: 'bot' | 'incoming';
            /**
             * Of a bot: the channel's id or name.
             */
            channel?: string | null;
            /**
             * Of a bot: another place of Slack's, such as GovSlack.
             */
            apiUrl?: string;
        };
        secrets?: {
            /**
             * Of a bot: xoxb-…
             */
            token?: string;
            /**
             * Of an incoming webhook: its address is its secret.
             */
            incomingUrl?: string;
        };
    } | {
        name: string;
        enabled?: boolean;
        kind: 'email';
        settings: {
            /**
             * The mail server; null for that of SMTP_URL, with its login.
             */
            host?: string | null;
            port?: number;
            encryption?: 'tls' | 'starttls' | 'none';
            username?: string | null;
            from: string;
            to: Array<string>;
        };
        secrets?: {
            password?: string;
        };
    } | {
        name: string;
        enabled?: boolean;
        kind: 'webhook';
        settings: {
            url: string;
        };
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/notifications/channels';
};

export type CreateNotificationChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateNotificationChannelError = CreateNotificationChannelErrors[keyof CreateNotificationChannelErrors];

export type CreateNotificationChannelResponses = {
    /**
     * Done.
     */
    201: NotificationChannel2;
};

export type CreateNotificationChannelResponse = CreateNotificationChannelResponses[keyof CreateNotificationChannelResponses];

export type DeleteNotificationChannelData = {
    body?: never;
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/notifications/channels/{channelId}';
};

export type DeleteNotificationChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteNotificationChannelError = DeleteNotificationChannelErrors[keyof DeleteNotificationChannelErrors];

export type DeleteNotificationChannelResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteNotificationChannelResponse = DeleteNotificationChannelResponses[keyof DeleteNotificationChannelResponses];

export type GetNotificationChannelData = {
    body?: never;
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/notifications/channels/{channelId}';
};

export type GetNotificationChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetNotificationChannelError = GetNotificationChannelErrors[keyof GetNotificationChannelErrors];

export type GetNotificationChannelResponses = {
    /**
     * Done.
     */
    200: NotificationChannel;
};

export type GetNotificationChannelResponse = GetNotificationChannelResponses[keyof GetNotificationChannelResponses];

export type UpdateNotificationChannelData = {
    body: {
        name?: string;
        /**
         * Switched on again, a channel that was dead starts afresh.
         */
        enabled?: boolean;
        /**
         * As a whole, of the channel's kind.
         */
        settings?: {
            [key: string]: unknown;
        };
        /**
         * Those that change.
         */
        secrets?: {
            [key: string]: unknown;
        };
    };
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/notifications/channels/{channelId}';
};

export type UpdateNotificationChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateNotificationChannelError = UpdateNotificationChannelErrors[keyof UpdateNotificationChannelErrors];

export type UpdateNotificationChannelResponses = {
    /**
     * Done.
     */
    200: NotificationChannel;
};

export type UpdateNotificationChannelResponse = UpdateNotificationChannelResponses[keyof UpdateNotificationChannelResponses];

export type RotateNotificationSecretData = {
    body: {
        /**
         * So long messages are signed with the old secret too.
         */
        graceHours?: number;
    };
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/notifications/channels/{channelId}/rotate-secret';
};

export type RotateNotificationSecretErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RotateNotificationSecretError = RotateNotificationSecretErrors[keyof RotateNotificationSecretErrors];

export type RotateNotificationSecretResponses = {
    /**
     * Done.
     */
    200: NotificationChannel2;
};

export type RotateNotificationSecretResponse = RotateNotificationSecretResponses[keyof RotateNotificationSecretResponses];

export type TestNotificationChannelData = {
    body?: never;
    path: {
        channelId: string;
    };
    query?: never;
    url: '/api/notifications/channels/{channelId}/test';
};

export type TestNotificationChannelErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TestNotificationChannelError = TestNotificationChannelErrors[keyof TestNotificationChannelErrors];

export type TestNotificationChannelResponses = {
    /**
     * Done.
     */
    200: NotificationDelivery;
};

export type TestNotificationChannelResponse = TestNotificationChannelResponses[keyof TestNotificationChannelResponses];

export type ListNotificationRulesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        channel?: string;
    };
    url: '/api/notifications/rules';
};

export type ListNotificationRulesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListNotificationRulesError = ListNotificationRulesErrors[keyof ListNotificationRulesErrors];

export type ListNotificationRulesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<NotificationRule>;
        nextCursor: string | null;
    };
};

export type ListNotificationRulesResponse = ListNotificationRulesResponses[keyof ListNotificationRulesResponses];

export type CreateNotificationRuleData = {
    body: {
        name: string;
        channelId: string;
        /**
         * Empty: all that is told.
         */
        eventTypes?: Array<'webhook_received' | 'webhook_rejected' | 'webhook_source_created' | 'webhook_source_updated' | 'webhook_source_revoked' | 'registry_saved' | 'registry_deleted' | 'registry_unreachable' | 'policy_created' | 'policy_updated' | 'policy_deleted' | 'policy_matched' | 'product_created' | 'product_updated' | 'product_deleted' | 'version_created' | 'version_digest_changed' | 'version_updated' | 'version_promoted' | 'version_withdrawn' | 'version_deprecated' | 'version_restored' | 'channel_created' | 'channel_updated' | 'channel_deleted' | 'release_held' | 'release_hold_lifted' | 'distribution_created' | 'distribution_started' | 'distribution_percent_changed' | 'distribution_paused' | 'distribution_resumed' | 'distribution_completed' | 'distribution_cancelled' | 'package_queued' | 'delta_made' | 'delta_dropped' | 'delta_failed' | 'fleet_created' | 'fleet_updated' | 'fleet_deleted' | 'device_registered' | 'device_details_changed' | 'device_retired' | 'device_token_rotated' | 'device_token_shown' | 'device_deleted' | 'enrollment_token_created' | 'enrollment_token_revoked' | 'rollout_created' | 'rollout_confirmed' | 'rollout_waiting' | 'rollout_scheduled' | 'rollout_started' | 'rollout_paused' | 'rollout_resumed' | 'rollout_completed' | 'rollout_failed' | 'rollout_cancelled' | 'rollout_rolling_back' | 'rollout_rolled_back' | 'batch_started' | 'batch_approved' | 'batch_completed' | 'batch_rolling_back' | 'device_joined' | 'device_scheduled' | 'device_accepted' | 'device_updated' | 'device_failed' | 'device_withdrawn' | 'device_skipped' | 'device_retried' | 'device_rolling_back' | 'device_rolled_back' | 'health_check_passed' | 'health_check_failed' | 'user_created' | 'user_updated' | 'user_signed_in' | 'sign_in_failed' | 'token_created' | 'token_revoked' | 'setting_changed' | 'file_uploaded' | 'file_deleted' | 'file_quarantined' | 'file_mended' | 'files_collected' | 'cdn_region_saved' | 'cdn_region_deleted' | 'cdn_invalidation_requested' | 'cdn_invalidation_completed' | 'cdn_invalidation_failed' | 'cdn_distribution_failed' | 'build_recorded' | 'build_environment_revealed' | 'diff_shared' | 'module_created' | 'module_deleted' | 'set_created' | 'set_deleted' | 'set_assigned' | 'action_stop_requested' | 'action_cancelled' | 'template_created' | 'template_updated' | 'template_archived' | 'environment_created' | 'environment_updated' | 'environment_archived' | 'deployment_created' | 'deployment_approval_needed' | 'deployment_rescheduled' | 'deployment_reprioritized' | 'deployment_override_requested' | 'deployment_overridden' | 'deployment_approved' | 'deployment_rejected' | 'deployment_promoted' | 'release_found_bad' | 'deployment_started' | 'deployment_paused' | 'deployment_resumed' | 'deployment_completed' | 'deployment_failed' | 'deployment_cancelled' | 'deployment_rolling_back' | 'deployment_rolled_back' | 'stage_started' | 'stage_waiting' | 'stage_completed' | 'stage_skipped' | 'stage_retried' | 'stage_failed' | 'stage_rolled_back' | 'stage_rollback_failed' | 'calendar_rule_saved' | 'calendar_rule_deleted' | 'line_stopped' | 'line_resumed' | 'schedule_saved' | 'schedule_deleted' | 'schedule_fired' | 'dependency_saved' | 'dependency_deleted' | 'ci_run_received' | 'ci_trigger_saved' | 'ci_trigger_deleted' | 'risk_assessed' | 'risk_model_fitted' | 'rollback_plan_created' | 'rollback_plan_changed' | 'rollback_plan_checked' | 'rollback_plan_approved' | 'rollback_plan_rejected' | 'rollback_plan_forced' | 'rollback_plan_expired' | 'rollback_plan_cancelled' | 'rollback_glass_broken' | 'rollback_started' | 'rollback_stuck' | 'rollback_resumed' | 'rollback_completed' | 'rollback_failed' | 'automatic_rollback_started' | 'automatic_rollback_stopped' | 'incident_written' | 'incident_edited' | 'incident_issue_requested' | 'incident_issue_opened' | 'incident_issue_failed' | 'product_database_saved' | 'product_database_deleted' | 'migration_rollback_checked' | 'user_invited' | 'invitation_accepted' | 'invitation_revoked' | 'identity_linked' | 'identity_unlinked' | 'sign_in_refused' | 'session_revoked' | 'second_factor_enabled' | 'second_factor_disabled' | 'recovery_code_used' | 'team_saved' | 'team_deleted' | 'team_member_added' | 'team_member_removed' | 'group_mapping_saved' | 'group_mapping_deleted' | 'notification_channel_saved' | 'notification_channel_deleted' | 'notification_channel_disabled' | 'notification_rule_saved' | 'notification_rule_deleted' | 'notification_redelivered' | 'audit_checkpoint_signed' | 'audit_log_pruned' | 'audit_tampering_found' | 'audit_log_exported' | 'backup_taken' | 'backup_restored'>;
        /**
         * Empty: every product.
         */
        productIds?: Array<string>;
        /**
         * Empty: everywhere.
         */
        environmentIds?: Array<string>;
        /**
         * The least that is told.
         */
        severity?: 'info' | 'notice' | 'warning' | 'critical';
        quietHours?: QuietHour2 | null;
        /**
         * Gathers what comes within so many minutes into one message; 0: each by itself.
         */
        digestMinutes?: number;
        enabled?: boolean;
    };
    headers?: {
        /**
         * The same key and body gets the same answer, for a day.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/notifications/rules';
};

export type CreateNotificationRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CreateNotificationRuleError = CreateNotificationRuleErrors[keyof CreateNotificationRuleErrors];

export type CreateNotificationRuleResponses = {
    /**
     * Done.
     */
    201: NotificationRule;
};

export type CreateNotificationRuleResponse = CreateNotificationRuleResponses[keyof CreateNotificationRuleResponses];

export type DeleteNotificationRuleData = {
    body?: never;
    path: {
        ruleId: string;
    };
    query?: never;
    url: '/api/notifications/rules/{ruleId}';
};

export type DeleteNotificationRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type DeleteNotificationRuleError = DeleteNotificationRuleErrors[keyof DeleteNotificationRuleErrors];

export type DeleteNotificationRuleResponses = {
    /**
     * Done.
     */
    204: void;
};

export type DeleteNotificationRuleResponse = DeleteNotificationRuleResponses[keyof DeleteNotificationRuleResponses];

export type GetNotificationRuleData = {
    body?: never;
    path: {
        ruleId: string;
    };
    query?: never;
    url: '/api/notifications/rules/{ruleId}';
};

export type GetNotificationRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetNotificationRuleError = GetNotificationRuleErrors[keyof GetNotificationRuleErrors];

export type GetNotificationRuleResponses = {
    /**
     * Done.
     */
    200: NotificationRule;
};

export type GetNotificationRuleResponse = GetNotificationRuleResponses[keyof GetNotificationRuleResponses];

export type UpdateNotificationRuleData = {
    body: {
        name?: string;
        channelId?: string;
        eventTypes?: Array<'webhook_received' | 'webhook_rejected' | 'webhook_source_created' | 'webhook_source_updated' | 'webhook_source_revoked' | 'registry_saved' | 'registry_deleted' | 'registry_unreachable' | 'policy_created' | 'policy_updated' | 'policy_deleted' | 'policy_matched' | 'product_created' | 'product_updated' | 'product_deleted' | 'version_created' | 'version_digest_changed' | 'version_updated' | 'version_promoted' | 'version_withdrawn' | 'version_deprecated' | 'version_restored' | 'channel_created' | 'channel_updated' | 'channel_deleted' | 'release_held' | 'release_hold_lifted' | 'distribution_created' | 'distribution_started' | 'distribution_percent_changed' | 'distribution_paused' | 'distribution_resumed' | 'distribution_completed' | 'distribution_cancelled' | 'package_queued' | 'delta_made' | 'delta_dropped' | 'delta_failed' | 'fleet_created' | 'fleet_updated' | 'fleet_deleted' | 'device_registered' | 'device_details_changed' | 'device_retired' | 'device_token_rotated' | 'device_token_shown' | 'device_deleted' | 'enrollment_token_created' | 'enrollment_token_revoked' | 'rollout_created' | 'rollout_confirmed' | 'rollout_waiting' | 'rollout_scheduled' | 'rollout_started' | 'rollout_paused' | 'rollout_resumed' | 'rollout_completed' | 'rollout_failed' | 'rollout_cancelled' | 'rollout_rolling_back' | 'rollout_rolled_back' | 'batch_started' | 'batch_approved' | 'batch_completed' | 'batch_rolling_back' | 'device_joined' | 'device_scheduled' | 'device_accepted' | 'device_updated' | 'device_failed' | 'device_withdrawn' | 'device_skipped' | 'device_retried' | 'device_rolling_back' | 'device_rolled_back' | 'health_check_passed' | 'health_check_failed' | 'user_created' | 'user_updated' | 'user_signed_in' | 'sign_in_failed' | 'token_created' | 'token_revoked' | 'setting_changed' | 'file_uploaded' | 'file_deleted' | 'file_quarantined' | 'file_mended' | 'files_collected' | 'cdn_region_saved' | 'cdn_region_deleted' | 'cdn_invalidation_requested' | 'cdn_invalidation_completed' | 'cdn_invalidation_failed' | 'cdn_distribution_failed' | 'build_recorded' | 'build_environment_revealed' | 'diff_shared' | 'module_created' | 'module_deleted' | 'set_created' | 'set_deleted' | 'set_assigned' | 'action_stop_requested' | 'action_cancelled' | 'template_created' | 'template_updated' | 'template_archived' | 'environment_created' | 'environment_updated' | 'environment_archived' | 'deployment_created' | 'deployment_approval_needed' | 'deployment_rescheduled' | 'deployment_reprioritized' | 'deployment_override_requested' | 'deployment_overridden' | 'deployment_approved' | 'deployment_rejected' | 'deployment_promoted' | 'release_found_bad' | 'deployment_started' | 'deployment_paused' | 'deployment_resumed' | 'deployment_completed' | 'deployment_failed' | 'deployment_cancelled' | 'deployment_rolling_back' | 'deployment_rolled_back' | 'stage_started' | 'stage_waiting' | 'stage_completed' | 'stage_skipped' | 'stage_retried' | 'stage_failed' | 'stage_rolled_back' | 'stage_rollback_failed' | 'calendar_rule_saved' | 'calendar_rule_deleted' | 'line_stopped' | 'line_resumed' | 'schedule_saved' | 'schedule_deleted' | 'schedule_fired' | 'dependency_saved' | 'dependency_deleted' | 'ci_run_received' | 'ci_trigger_saved' | 'ci_trigger_deleted' | 'risk_assessed' | 'risk_model_fitted' | 'rollback_plan_created' | 'rollback_plan_changed' | 'rollback_plan_checked' | 'rollback_plan_approved' | 'rollback_plan_rejected' | 'rollback_plan_forced' | 'rollback_plan_expired' | 'rollback_plan_cancelled' | 'rollback_glass_broken' | 'rollback_started' | 'rollback_stuck' | 'rollback_resumed' | 'rollback_completed' | 'rollback_failed' | 'automatic_rollback_started' | 'automatic_rollback_stopped' | 'incident_written' | 'incident_edited' | 'incident_issue_requested' | 'incident_issue_opened' | 'incident_issue_failed' | 'product_database_saved' | 'product_database_deleted' | 'migration_rollback_checked' | 'user_invited' | 'invitation_accepted' | 'invitation_revoked' | 'identity_linked' | 'identity_unlinked' | 'sign_in_refused' | 'session_revoked' | 'second_factor_enabled' | 'second_factor_disabled' | 'recovery_code_used' | 'team_saved' | 'team_deleted' | 'team_member_added' | 'team_member_removed' | 'group_mapping_saved' | 'group_mapping_deleted' | 'notification_channel_saved' | 'notification_channel_deleted' | 'notification_channel_disabled' | 'notification_rule_saved' | 'notification_rule_deleted' | 'notification_redelivered' | 'audit_checkpoint_signed' | 'audit_log_pruned' | 'audit_tampering_found' | 'audit_log_exported' | 'backup_taken' | 'backup_restored'>;
        productIds?: Array<string>;
        environmentIds?: Array<string>;
        severity?: 'info' | 'notice' | 'warning' | 'critical';
        quietHours?: QuietHour2 | null;
        digestMinutes?: number;
        enabled?: boolean;
    };
    path: {
        ruleId: string;
    };
    query?: never;
    url: '/api/notifications/rules/{ruleId}';
};

export type UpdateNotificationRuleErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type UpdateNotificationRuleError = UpdateNotificationRuleErrors[keyof UpdateNotificationRuleErrors];

export type UpdateNotificationRuleResponses = {
    /**
     * Done.
     */
    200: NotificationRule;
};

export type UpdateNotificationRuleResponse = UpdateNotificationRuleResponses[keyof UpdateNotificationRuleResponses];

export type ListNotificationDeliveriesData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
        channel?: string;
        status?: 'gathering' | 'pending' | 'delivered' | 'failed' | 'cancelled';
    };
    url: '/api/notifications/deliveries';
};

export type ListNotificationDeliveriesErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListNotificationDeliveriesError = ListNotificationDeliveriesErrors[keyof ListNotificationDeliveriesErrors];

export type ListNotificationDeliveriesResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<NotificationDelivery2>;
        nextCursor: string | null;
    };
};

export type ListNotificationDeliveriesResponse = ListNotificationDeliveriesResponses[keyof ListNotificationDeliveriesResponses];

export type GetNotificationDeliveryData = {
    body?: never;
    path: {
        deliveryId: string;
    };
    query?: never;
    url: '/api/notifications/deliveries/{deliveryId}';
};

export type GetNotificationDeliveryErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type GetNotificationDeliveryError = GetNotificationDeliveryErrors[keyof GetNotificationDeliveryErrors];

export type GetNotificationDeliveryResponses = {
    /**
     * Done.
     */
    200: NotificationDelivery;
};

export type GetNotificationDeliveryResponse = GetNotificationDeliveryResponses[keyof GetNotificationDeliveryResponses];

export type RedeliverNotificationData = {
    body?: never;
    path: {
        deliveryId: string;
    };
    query?: never;
    url: '/api/notifications/deliveries/{deliveryId}/redeliver';
};

export type RedeliverNotificationErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type RedeliverNotificationError = RedeliverNotificationErrors[keyof RedeliverNotificationErrors];

export type RedeliverNotificationResponses = {
    /**
     * Done.
     */
    202: NotificationDelivery2;
};

export type RedeliverNotificationResponse = RedeliverNotificationResponses[keyof RedeliverNotificationResponses];

export type ListEventsData = {
    body?: never;
    path?: never;
    query?: {
        rollout?: string;
        product?: string;
        subject?: string;
        types?: string;
        /**
         * Such as rollout or device.
         */
        subjectKind?: string;
        /**
         * Who did it: an id or a name.
         */
        actor?: string;
        actorKind?: 'user' | 'token' | 'device' | 'system' | 'anonymous';
        /**
         * Not before this time.
         */
        from?: string;
        /**
         * Before this time.
         */
        to?: string;
        /**
         * Stands in the type, the subject, the actor or the data.
         */
        text?: string;
        after?: number;
        order?: 'oldest' | 'newest';
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/events';
};

export type ListEventsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListEventsError = ListEventsErrors[keyof ListEventsErrors];

export type ListEventsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<RolloutEvent>;
        nextCursor: string | null;
    };
};

export type ListEventsResponse = ListEventsResponses[keyof ListEventsResponses];

export type StreamEventsData = {
    body?: never;
    path?: never;
    query?: {
        rollout?: string;
        product?: string;
        subject?: string;
        types?: string;
        after?: number;
    };
    url: '/api/v1/events/stream';
};

export type StreamEventsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type StreamEventsError = StreamEventsErrors[keyof StreamEventsErrors];

export type StreamEventsResponses = {
    /**
     * Done.
     */
    200: string;
};

export type StreamEventsResponse = StreamEventsResponses[keyof StreamEventsResponses];

export type ExportEventsData = {
    body?: never;
    path?: never;
    query?: {
        rollout?: string;
        product?: string;
        subject?: string;
        types?: string;
        /**
         * Such as rollout or device.
         */
        subjectKind?: string;
        /**
         * Who did it: an id or a name.
         */
        actor?: string;
        actorKind?: 'user' | 'token' | 'device' | 'system' | 'anonymous';
        /**
         * Not before this time.
         */
        from?: string;
        /**
         * Before this time.
         */
        to?: string;
        /**
         * Stands in the type, the subject, the actor or the data.
         */
        text?: string;
        format?: 'jsonl' | 'csv';
        /**
         * Only what comes behind this number: to go on from a file.
         */
        after?: number;
    };
    url: '/api/v1/events/export';
};

export type ExportEventsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ExportEventsError = ExportEventsErrors[keyof ExportEventsErrors];

export type ExportEventsResponses = {
    /**
     * Done.
     */
    200: string;
};

export type ExportEventsResponse = ExportEventsResponses[keyof ExportEventsResponses];

export type ReadAuditStateData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/audit';
};

export type ReadAuditStateErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadAuditStateError = ReadAuditStateErrors[keyof ReadAuditStateErrors];

export type ReadAuditStateResponses = {
    /**
     * Done.
     */
    200: {
        lastSeq: number;
        lastHash: string;
        /**
         * The log begins behind this event; 0 where nothing was cut off.
         */
        cutSeq: number;
        /**
         * Null keeps events for ever.
         */
        retentionDays: number | null;
        keyId: string;
        lastCheckpoint: Checkpoint | null;
        /**
         * The last of which the log tells.
         */
        tampering: {
            seq: number;
            at: string;
            fault: string;
        } | null;
    };
};

export type ReadAuditStateResponse = ReadAuditStateResponses[keyof ReadAuditStateResponses];

export type ListCheckpointsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/audit/checkpoints';
};

export type ListCheckpointsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ListCheckpointsError = ListCheckpointsErrors[keyof ListCheckpointsErrors];

export type ListCheckpointsResponses = {
    /**
     * Done.
     */
    200: {
        items: Array<Checkpoint>;
        nextCursor: string | null;
    };
};

export type ListCheckpointsResponse = ListCheckpointsResponses[keyof ListCheckpointsResponses];

export type MakeCheckpointData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/audit/checkpoints';
};

export type MakeCheckpointErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MakeCheckpointError = MakeCheckpointErrors[keyof MakeCheckpointErrors];

export type MakeCheckpointResponses = {
    /**
     * Done.
     */
    201: Checkpoint;
};

export type MakeCheckpointResponse = MakeCheckpointResponses[keyof MakeCheckpointResponses];

export type ExportCheckpointsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/audit/checkpoints/export';
};

export type ExportCheckpointsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ExportCheckpointsError = ExportCheckpointsErrors[keyof ExportCheckpointsErrors];

export type ExportCheckpointsResponses = {
    /**
     * Done.
     */
    200: string;
};

export type ExportCheckpointsResponse = ExportCheckpointsResponses[keyof ExportCheckpointsResponses];

export type ReadAuditKeyData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/audit/public-key';
};

export type ReadAuditKeyErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadAuditKeyError = ReadAuditKeyErrors[keyof ReadAuditKeyErrors];

export type ReadAuditKeyResponses = {
    /**
     * Done.
     */
    200: string;
};

export type ReadAuditKeyResponse = ReadAuditKeyResponses[keyof ReadAuditKeyResponses];

export type CheckLogData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/audit/verify';
};

export type CheckLogErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type CheckLogError = CheckLogErrors[keyof CheckLogErrors];

export type CheckLogResponses = {
    /**
     * Done.
     */
    200: string;
};

export type CheckLogResponse = CheckLogResponses[keyof CheckLogResponses];

export type TakeBackupData = {
    body: {
        /**
         * Whether the files of versions are in it: unless said, where this server keeps them on a disk.
         */
        files?: boolean;
    };
    path?: never;
    query?: never;
    url: '/api/v1/backups';
};

export type TakeBackupErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type TakeBackupError = TakeBackupErrors[keyof TakeBackupErrors];

export type TakeBackupResponses = {
    /**
     * Done.
     */
    200: Blob | File;
};

export type TakeBackupResponse = TakeBackupResponses[keyof TakeBackupResponses];

export type HealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/health';
};

export type HealthErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type HealthError = HealthErrors[keyof HealthErrors];

export type HealthResponses = {
    /**
     * Done.
     */
    200: {
        status: 'ok';
    };
};

export type HealthResponse = HealthResponses[keyof HealthResponses];

export type ReadyData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/ready';
};

export type ReadyErrors = {
    /**
     * Not ready: the same body says which part is missing.
     */
    503: unknown;
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type ReadyError = ReadyErrors[keyof ReadyErrors];

export type ReadyResponses = {
    /**
     * Done.
     */
    200: {
        status: 'ready' | 'notReady';
        checks: {
            [key: string]: {
                ok: boolean;
                detail?: string;
            };
        };
    };
};

export type ReadyResponse = ReadyResponses[keyof ReadyResponses];

export type StatusData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/status';
};

export type StatusErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type StatusError = StatusErrors[keyof StatusErrors];

export type StatusResponses = {
    /**
     * Done.
     */
    200: {
        name: 'slipway';
        version: string;
        startedAt: string;
        uptimeSeconds: number;
        database: 'embedded' | 'postgres';
        rollouts: {
            [key: string]: number;
        };
        /**
         * Those that are not over.
         */
        deployments: {
            queued: number;
            running: number;
            paused: number;
            rollingBack: number;
        };
        /**
         * Stops that hold, also of one environment or product.
         */
        line: {
            /**
             * Nothing new starts anywhere.
             */
            isStopped: boolean;
            stops: number;
        };
    };
};

export type StatusResponse = StatusResponses[keyof StatusResponses];

export type MetricsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/metrics';
};

export type MetricsErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type MetricsError = MetricsErrors[keyof MetricsErrors];

export type MetricsResponses = {
    /**
     * Done.
     */
    200: string;
};

export type MetricsResponse = MetricsResponses[keyof MetricsResponses];

export type OpenApiData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/openapi.json';
};

export type OpenApiErrors = {
    /**
     * The request cannot be done; `code` and `detail` say why.
     */
    default: Problem;
};

export type OpenApiError = OpenApiErrors[keyof OpenApiErrors];

export type OpenApiResponses = {
    /**
     * Done.
     */
    200: {
        [key: string]: unknown;
    };
};

export type OpenApiResponse = OpenApiResponses[keyof OpenApiResponses];
