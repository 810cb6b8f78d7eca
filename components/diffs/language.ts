// In which language is a file written, as far as its colours go?

type Grammar = () => Promise<{ default: unknown }>;

/** Loaded when the first file of a language is shown. */
export const grammars = {
  c: () => import("shiki/langs/c.mjs"),
  cpp: () => import("shiki/langs/cpp.mjs"),
  csharp: () => import("shiki/langs/csharp.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  dockerfile: () => import("shiki/langs/docker.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  ini: () => import("shiki/langs/ini.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  jsx: () => import("shiki/langs/jsx.mjs"),
  kotlin: () => import("shiki/langs/kotlin.mjs"),
  lua: () => import("shiki/langs/lua.mjs"),
  makefile: () => import("shiki/langs/make.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  php: () => import("shiki/langs/php.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  ruby: () => import("shiki/langs/ruby.mjs"),
  rust: () => import("shiki/langs/rust.mjs"),
  scss: () => import("shiki/langs/scss.mjs"),
  shellscript: () => import("shiki/langs/shellscript.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  swift: () => import("shiki/langs/swift.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  vue: () => import("shiki/langs/vue.mjs"),
  xml: () => import("shiki/langs/xml.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
} satisfies Record<string, Grammar>;

export type Language = keyof typeof grammars;

const EXTENSIONS: Record<string, Language> = {
  ...{ bash: "shellscript", c: "c", cc: "cpp", cfg: "ini", cjs: "javascript", conf: "ini", cpp: "cpp", cs: "csharp" },
  ...{ css: "css", cts: "typescript", env: "ini", go: "go", gradle: "kotlin", h: "c", hpp: "cpp", htm: "html" },
  ...{
    html: "html",
    ini: "ini",
    java: "java",
    js: "javascript",
    json: "json",
    jsonc: "json",
    jsx: "jsx",
    kt: "kotlin",
  },
  ...{ kts: "kotlin", lock: "toml", lua: "lua", md: "markdown", mdx: "markdown", mjs: "javascript", mk: "makefile" },
  ...{ mts: "typescript", php: "php", plist: "xml", properties: "ini", py: "python", rb: "ruby", rs: "rust" },
  ...{ scss: "scss", service: "ini", sh: "shellscript", sql: "sql", svg: "xml", swift: "swift", toml: "toml" },
  ...{ ts: "typescript", tsx: "tsx", vue: "vue", webmanifest: "json", xml: "xml", yaml: "yaml", yml: "yaml" },
};

const NAMES: Record<string, Language> = {
  "cargo.lock": "toml",
  dockerfile: "dockerfile",
  gemfile: "ruby",
  makefile: "makefile",
  "yarn.lock": "yaml",
};

/** Null where no colours are known for it. */
export function languageOf(path: string): Language | null {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf(".") + 1);
  const isKnown = (table: Record<string, Language>, key: string) =>
    Object.hasOwn(table, key) ? table[key] : undefined;
  return isKnown(NAMES, name) ?? isKnown(EXTENSIONS, extension) ?? null;
}
