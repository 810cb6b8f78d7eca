// Which files of a build describe its HTTP API?

const NAME = /(^|\/)(openapi|swagger|api-docs)([-_.][^/]*)?\.(json|ya?ml)$/i;

/** Says whether a file is an OpenAPI document by the name that they usually have. */
export function isApiDocument(path: string): boolean {
  return NAME.test(path);
}
