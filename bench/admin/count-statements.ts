import type { ApiServer } from './api-server.ts';
import { Asker } from './measure.ts';
import type { Operation } from './operation.ts';
import type { Samples } from './samples.ts';

const looks = 3;

/** The fewest of some looks: what the server does on its own may come in between. */
export async function countStatements(
  { client, statements }: ApiServer,
  operation: Operation,
  samples: Samples,
): Promise<readonly string[]> {
  const asker = new Asker(client, operation, samples);
  const seen: (readonly string[])[] = [];
  for (let look = 0; look <= looks; look += 1) {
    statements?.();
    await asker.ask();
    const taken = statements?.() ?? [];
    // The first one also reads what is cached from then on.
    if (look > 0) {
      seen.push(taken);
    }
  }
  return seen.toSorted((one, other) => one.length - other.length)[0] ?? [];
}
