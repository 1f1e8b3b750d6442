import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toId } from '../../../src/adapters/graphql/ids.ts';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import type { Permission } from '../../../src/domain/access/permission.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { aModel } from '../../builders/domain.ts';
import { aPackage, aPromo } from '../../builders/payments.ts';
import { postgresPersistence } from '../../contract/postgres/postgres-persistence.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { existingLife, type Life } from '../../integration/graphql/read-world.ts';
import { ApiClient } from './api.ts';
import type { ProductCommand, ProductProcess } from './product.ts';
import { World, type WorldOptions } from './world.ts';

export const ownerPassword = 'correct horse battery';

/** What `test/graphql/access-matrix.json` says, which a unit test compares with the code. */
export interface AccessMatrix {
  readonly roles: Readonly<Record<string, readonly Permission[]>>;
  /** Rules by field, e.g. `Query.users`. */
  readonly fields: Readonly<Record<string, string>>;
}

export const accessMatrix: AccessMatrix = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../graphql/access-matrix.json', import.meta.url)), 'utf8'),
);

export interface ApiWorldOptions {
  /** `server` when absent: nothing in the background then moves what the test looks at. */
  readonly command?: ProductCommand;
  readonly environment?: WorldOptions['environment'];
}

/** The product with its API, somebody's lives in its database, and all who may ask. */
export class ApiWorld {
  readonly world: World;
  readonly product: ProductProcess;
  readonly owner: ApiClient;

  private constructor(world: World, product: ProductProcess, owner: ApiClient) {
    this.world = world;
    this.product = product;
    this.owner = owner;
  }

  static async start({
    command = 'server',
    environment = {},
  }: ApiWorldOptions = {}): Promise<ApiWorld> {
    const world = await World.start({
      autostart: false,
      environment: (sandbox) => ({
        ADMIN_PASSWORD: ownerPassword,
        ...(typeof environment === 'function' ? environment(sandbox) : environment),
      }),
    });
    const product = await world.startProcess(command);
    await product.ready();
    const owner = new ApiClient(product.url);
    await owner.login('owner', ownerPassword);
    return new ApiWorld(world, product, owner);
  }

  get url(): string {
    return this.product.url;
  }

  /** An admin of a role, signed in. */
  async admin(role: string, name = `one-${role}`): Promise<ApiClient> {
    const input = { name, password: ownerPassword, roleId: toId('Role', role) };
    await this.#created('createAdmin', 'AdminSuccess', input);
    const client = new ApiClient(this.url);
    await client.login(name, ownerPassword);
    return client;
  }

  /** A program with a key of its own. */
  async key(scopes: readonly Permission[]): Promise<ApiClient & { readonly keyId: string }> {
    const { token, apiKey } = await this.#created(
      'createApiKey',
      'CreateApiKeySuccess',
      {
        name: scopes.join(' ').slice(0, 100),
        scopes: scopes.map((scope) => scope.toUpperCase().replace(':', '_')),
        requestsPerMinute: 6_000,
      },
      'token apiKey { id }',
    );
    const client = new ApiClient(this.url, { apiKey: String(token) });
    return Object.assign(client, { keyId: (apiKey as { id: string }).id });
  }

  /** Users with something of everything, each one invited by the one before. */
  async lives(count: number): Promise<readonly Life[]> {
    const dataSource = createDataSource({
      url: this.world.database.url,
      poolSize: 2,
      logger: new RecordingLogger(),
    });
    await dataSource.initialize();
    try {
      const { unitOfWork, openPackages, openCatalogue } = postgresPersistence(dataSource);
      const catalogue = { pack: aPackage(), promo: aPromo({ maxPerUser: 5 }) };
      await openPackages().save(catalogue.pack);
      await openCatalogue().save(aModel({ id: modelId('test-painter') }));
      await unitOfWork.direct.promos.save(aPromo(catalogue.promo));
      const lives: Life[] = [];
      for (let index = 0; index < count; index += 1) {
        const inviter = lives.at(-1)?.user.id;
        await unitOfWork.run(async (scope) => {
          lives.push(await existingLife(scope, catalogue, index * 60_000, inviter));
          return ok();
        });
      }
      return lives;
    } finally {
      await dataSource.destroy();
    }
  }

  close(): Promise<void> {
    return this.world.close();
  }

  async #created(
    field: string,
    success: string,
    input: Readonly<Record<string, unknown>>,
    selection = '__typename',
  ): Promise<Record<string, unknown>> {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const data = await this.owner.data(
      `mutation ($input: ${type}!) {
        ${field}(input: $input) { __typename ... on ${success} { ${selection} } ... on Failure { message } }
      }`,
      { input },
    );
    const created = data[field] as Record<string, unknown>;
    if (created.__typename !== success) {
      throw new Error(`Cannot ${field}: ${JSON.stringify(created)}`);
    }
    return created;
  }
}
