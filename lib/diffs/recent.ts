/** Remembers the last few answers by their question; whoever asks while one is being found waits for the same. */
export class Recent<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>();
  readonly #countMax: number;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  get(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    // What is used comes to the end, so that the beginning is what goes.
    this.#answers.delete(key);
    const answer = known ?? find();
    this.#answers.set(key, answer);
    if (known) return known;
    answer.catch(() => this.#answers.delete(key));
    const oldest = this.#answers.keys().next().value;
    if (oldest !== undefined && this.#answers.size > this.#countMax) this.#answers.delete(oldest);
    return answer;
  }
}
