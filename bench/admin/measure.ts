import type { Answer, Asked, GraphqlClient } from './graphql-client.ts';
import type { Operation } from './operation.ts';
import type { Samples } from './samples.ts';

const warmUps = 5;
const runs = 60;
const pagesInWalk = 20;

/** Of one operation on one server. */
export interface Series {
  /** Milliseconds of each run. */
  readonly ms: readonly number[];
  /** Bytes of each answer, headers aside. */
  readonly bytes: readonly number[];
}

/** An operation that somebody asks, again and again, each time of something else. */
export class Asker {
  readonly #client: GraphqlClient;
  readonly #operation: Operation;
  readonly #samples: Samples;
  #run = 0;
  #after: string | null = null;
  #page = 0;

  constructor(client: GraphqlClient, operation: Operation, samples: Samples) {
    this.#client = client;
    this.#operation = operation;
    this.#samples = samples;
  }

  async ask(): Promise<Answer> {
    const answer = await this.#client.ask(this.#next());
    this.#run += 1;
    this.#turnPage(answer);
    return answer;
  }

  #next(): Asked {
    const { document, variables, pagesOf } = this.#operation;
    const given = variables?.(this.#samples, this.#run) ?? {};
    return {
      document,
      variables: pagesOf === undefined ? given : { ...given, after: this.#after },
    };
  }

  #turnPage({ data }: Answer): void {
    const { pagesOf } = this.#operation;
    if (pagesOf === undefined) {
      return;
    }
    const { pageInfo } = data[pagesOf] as { pageInfo: { hasNextPage: boolean; endCursor: string } };
    this.#page = pageInfo.hasNextPage ? (this.#page + 1) % pagesInWalk : 0;
    this.#after = this.#page === 0 ? null : pageInfo.endCursor;
  }
}

/** In turns, so that whatever else the machine does hits all alike. */
export async function measureInTurns(askers: readonly Asker[]): Promise<readonly Series[]> {
  const series = askers.map(() => ({ ms: [] as number[], bytes: [] as number[] }));
  for (let run = -warmUps; run < runs; run += 1) {
    for (const [index, asker] of askers.entries()) {
      const { ms, bytes } = await asker.ask();
      if (run >= 0) {
        series[index]?.ms.push(ms);
        series[index]?.bytes.push(bytes);
      }
    }
  }
  return series;
}
