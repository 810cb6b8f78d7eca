// Where does a version run? What is left out does not matter to it.

export interface Compatibility {
  /** As clients name them: linux, darwin, win32, … */
  platforms?: string[];
  architectures?: string[];
  hardwareRevisions?: string[];
  /** What must be installed, and in which range of versions. */
  requires?: { name: string; range: string }[];
  /** What is there once it is installed. */
  provides?: { name: string; version: string }[];
}
