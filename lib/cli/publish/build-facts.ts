/** Where a build came from, as far as its surroundings tell. */
export interface BuildFacts {
  gitCommit?: string | undefined;
  gitRef?: string | undefined;
  sourceUrl?: string | undefined;
  buildNumber?: string | undefined;
  buildUrl?: string | undefined;
  author?: string | undefined;
  /** The tag that was built; the version, where its name is one. */
  tag?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what GitHub Actions or GitLab CI say of the build; nothing elsewhere. */
export function readBuildFacts(env: Environment): BuildFacts {
  if (env.GITHUB_ACTIONS === "true") return readGithub(env);
  return env.GITLAB_CI === "true" ? readGitlab(env) : {};
}

function readGithub(env: Environment): BuildFacts {
  const repository = at(env.GITHUB_SERVER_URL, env.GITHUB_REPOSITORY);
  return {
    gitCommit: set(env.GITHUB_SHA),
    gitRef: set(env.GITHUB_REF),
    sourceUrl: at(repository, "commit", env.GITHUB_SHA),
    buildNumber: set(env.GITHUB_RUN_NUMBER),
    buildUrl: at(repository, "actions/runs", env.GITHUB_RUN_ID),
    author: set(env.GITHUB_ACTOR),
    tag: env.GITHUB_REF_TYPE === "tag" ? set(env.GITHUB_REF_NAME) : undefined,
  };
}

function readGitlab(env: Environment): BuildFacts {
  return {
    gitCommit: set(env.CI_COMMIT_SHA),
    gitRef: set(env.CI_COMMIT_REF_NAME),
    sourceUrl: at(env.CI_PROJECT_URL, "-/commit", env.CI_COMMIT_SHA),
    buildNumber: set(env.CI_PIPELINE_IID),
    buildUrl: set(env.CI_PIPELINE_URL),
    author: set(env.GITLAB_USER_NAME) ?? set(env.CI_COMMIT_AUTHOR),
    tag: set(env.CI_COMMIT_TAG),
  };
}

/** Some runners set what they do not know to an empty text. */
function set(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

function at(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => set(part) !== undefined) ? parts.join("/") : undefined;
}
