import type { FastifyInstance } from 'fastify';
import { type SandboxClock, systemClock } from '../http/clock.ts';
import { YooKassaControl } from './control/control.ts';
import { controlRoutes } from './control/routes.ts';
import type { NewShop } from './control-api.ts';
import { pageRoutes } from './page/routes.ts';
import { Api } from './protocol/api.ts';
import { apiRoutes } from './protocol/api-routes.ts';
import { Hanging } from './protocol/hanging.ts';
import { publishedChecker } from './spec/checker.ts';
import { World } from './state/world.ts';

export type YooKassaStandInOptions = {
  /** The first one is the default; one shop of the sandbox's when absent. */
  readonly shops?: readonly NewShop[];
  readonly clock?: SandboxClock;
  /** Where a shop's return address is in this sandbox; the address itself when absent. */
  readonly linkOf?: (returnUrl: string) => string;
};

const PREFIX = '/yookassa';
const CONTROL_PREFIX = '/sim/yookassa';

/**
 * Mounts the YooKassa stand-in: the API under `/yookassa/v3`, the payment page under
 * `/yookassa/pay/<payment id>`, the control API under `/sim/yookassa`.
 *
 * @param baseUrl address of the server once it listens, for the links to the payment page.
 */
export function registerYooKassa(
  app: FastifyInstance,
  baseUrl: () => string,
  options: YooKassaStandInOptions = {},
): YooKassaControl {
  const pageUrl = (paymentId: string) => `${baseUrl()}${PREFIX}/pay/${paymentId}`;
  const world = new World(options.clock ?? systemClock, options.shops ?? []);
  const linkOf = options.linkOf ?? ((returnUrl: string) => returnUrl);
  const hanging = new Hanging();
  const api = new Api(world, publishedChecker(), pageUrl);
  const control = new YooKassaControl(world, hanging, pageUrl);
  app.register(async (scope) => apiRoutes(scope, { world, api, hanging }), {
    prefix: `${PREFIX}/v3`,
  });
  app.register(async (scope) => pageRoutes(scope, world, control, linkOf), {
    prefix: `${PREFIX}/pay`,
  });
  app.register((scope) => controlRoutes(scope, control), { prefix: CONTROL_PREFIX });
  app.addHook('preClose', async () => {
    hanging.hangUp();
    world.close();
  });
  return control;
}
