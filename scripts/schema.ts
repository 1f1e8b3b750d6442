import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printApi } from '../src/adapters/graphql/print-api.ts';

/** `npm run schema`: writes the API as it is now into `schema.graphql`. A test compares the two. */
await writeFile(join(import.meta.dirname, '../schema.graphql'), printApi());
