import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A container runtime that answers later than this is treated as absent. */
const PROBE_LIMIT_MS = 1_000;

/** Where an engine's HTTP API listens: a socket on this machine, or a plain TCP port. */
type EngineAddress =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number };

/** What the probe found: the wanted images that the engine already holds. */
export interface ContainerRuntime {
  readonly images: ReadonlySet<string>;
}

/**
 * Asks the container runtime for the given images, within one second in all.
 * Returns undefined when there is no runtime, or none that answers in time: a socket that accepts
 * and never answers would otherwise hold up Testcontainers for ever.
 */
export async function probeContainerRuntime(
  images: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ContainerRuntime | undefined> {
  const address = engineAddress(environment);
  if (address === undefined) return undefined;
  const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
  try {
    if ((await status(address, '/_ping', signal)) !== 200) return undefined;
    const present = await Promise.all(
      images.map(async (image) => (await status(address, `/images/${image}/json`, signal)) === 200),
    );
    return { images: new Set(images.filter((_, index) => present[index])) };
  } catch {
    return undefined;
  }
}

function engineAddress(
  environment: Readonly<Record<string, string | undefined>>,
): EngineAddress | undefined {
  const configured = environment.DOCKER_HOST;
  if (configured !== undefined && configured !== '') return parseDockerHost(configured);
  const runtimeDirectory = environment.XDG_RUNTIME_DIR;
  const sockets = [
    '/var/run/docker.sock',
    ...(runtimeDirectory === undefined ? [] : [join(runtimeDirectory, 'docker.sock')]),
    join(homedir(), '.docker/run/docker.sock'),
  ];
  const socketPath = sockets.find((path) => existsSync(path));
  return socketPath === undefined ? undefined : { socketPath };
}

function parseDockerHost(dockerHost: string): EngineAddress | undefined {
  if (!URL.canParse(dockerHost)) return undefined;
  const url = new URL(dockerHost);
  if (url.protocol === 'unix:') return { socketPath: url.pathname };
  if (url.protocol === 'tcp:' || url.protocol === 'http:') {
    return { host: url.hostname, port: Number(url.port || 2375) };
  }
  return undefined;
}

function status(address: EngineAddress, path: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ ...address, path, signal, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end();
  });
}
