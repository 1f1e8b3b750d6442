import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ControlError } from '../../http/control-error.ts';
import type { YooKassaControl } from '../control/control.ts';
import { declineSchema, paySchema } from '../control/schemas.ts';
import type { World } from '../state/world.ts';
import { missingPage, paymentPage } from './payment-page.ts';
import { languageOf } from './texts.ts';

const FORM_BYTES_MAX = 4_096;

/** No script, nothing from elsewhere, in nobody's frame. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const formSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('pay'), method: z.string().optional() }),
  z.object({ action: z.literal('decline'), reason: z.string().optional() }),
  z.object({ action: z.literal('expire') }),
]);

/**
 * The payer's page: looks at the world, acts through the control API.
 *
 * @param linkOf where a shop's return address is in this sandbox
 */
export function pageRoutes(
  scope: FastifyInstance,
  world: World,
  control: YooKassaControl,
  linkOf: (returnUrl: string) => string,
): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  scope.get('/:id', (request, reply) => show(world, linkOf, request, reply));
  scope.post('/:id', (request, reply) => {
    act(control, idOf(request), request.body);
    // A reload of the page that follows sends no form again.
    return reply.redirect(request.url, 303);
  });
}

function show(
  world: World,
  linkOf: (returnUrl: string) => string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const payment = world.cashier.get(idOf(request));
  const language = languageOf(payment?.locale, request.headers['accept-language']);
  reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', POLICY)
    .header('referrer-policy', 'no-referrer');
  if (payment === undefined) return reply.code(404).send(missingPage(language));
  const shopName = world.shops.get(payment.shopId)?.name ?? payment.shopId;
  const returnUrl = payment.returnUrl === undefined ? undefined : linkOf(payment.returnUrl);
  return reply.send(paymentPage({ payment, shopName, language, returnUrl }));
}

/** What can no longer be done is not: the page that follows shows how things stand. */
function act(control: YooKassaControl, paymentId: string, form: unknown): void {
  const { data } = formSchema.safeParse(form);
  if (data === undefined) return;
  try {
    if (data.action === 'expire') control.expire(paymentId);
    else if (data.action === 'pay') control.pay(paymentId, paySchema.parse(without(data)));
    else control.decline(paymentId, declineSchema.parse(without(data)));
  } catch (error) {
    if (!(error instanceof ControlError) && !(error instanceof z.ZodError)) throw error;
  }
}

function without({ action: _action, ...rest }: { readonly action: string }): object {
  return rest;
}

function idOf(request: FastifyRequest): string {
  return (request.params as Record<string, string>).id ?? '';
}
