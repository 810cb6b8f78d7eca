/** Bodies can have megabytes: a small one is shown at once, a large one when somebody asks for it. */
export const BODY_SHOWN_AT_ONCE_BYTES = 32_768;
