import { type Product, startProduct } from '../pipeline/product.ts';
import type { StandInCalls } from '../pipeline/stand-ins-process.ts';
import { type RemoteProcess, startRemote } from '../processes/remote.ts';
import { GraphqlClient } from './graphql-client.ts';
import { StatementCount } from './statement-count.ts';

const adminPassword = 'bench-admin-password';

/** The product's server process on a database, with somebody signed in who may see everything. */
export interface ApiServer {
  readonly client: GraphqlClient;
  /** Statements since the last call; undefined when nobody counts. */
  readonly statements: (() => readonly string[]) | undefined;
  stop(): Promise<void>;
}

export type StandIns = RemoteProcess<StandInCalls>;

export function startStandIns(): StandIns {
  return startRemote<StandInCalls>('bench/pipeline/stand-ins-process.ts');
}

/** @param isCounted statements then take a longer way: for counting, not for measuring */
export async function startApi(
  standIns: StandIns,
  databaseUrl: string,
  isCounted = false,
): Promise<ApiServer> {
  const count = isCounted ? await StatementCount.open(databaseUrl) : undefined;
  const product = await started(standIns, count?.url ?? databaseUrl);
  const client = new GraphqlClient(`${product.url}/graphql`);
  const stop = async () => {
    client.close();
    await product.stop();
    await count?.close();
  };
  try {
    await signIn(client);
  } catch (error) {
    await stop();
    throw error;
  }
  return { client, statements: count && (() => count.take()), stop };
}

async function started(standIns: StandIns, databaseUrl: string): Promise<Product> {
  const { telegramUrl, geminiUrl, token } = await standIns.calls.addresses(undefined);
  return startProduct(
    {
      TELEGRAM_API_ROOT: telegramUrl,
      TELEGRAM_BOT_TOKEN: token,
      GEMINI_BASE_URL: geminiUrl,
      GEMINI_API_KEY: 'sandbox-key',
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: '',
      REDIS_URL: '',
      PUBLIC_URL: '',
      ADMIN_PASSWORD: adminPassword,
    },
    'server',
  );
}

async function signIn(client: GraphqlClient): Promise<void> {
  const { data } = await client.ask({
    document: `mutation SignIn($password: String!) {
      login(input: { name: "owner", password: $password }) { __typename }
    }`,
    variables: { password: adminPassword },
  });
  const { __typename: type } = data.login as { __typename: string };
  if (type !== 'LoginSuccess') {
    throw new Error(`Cannot sign in: ${type}`);
  }
}
