import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ControlError } from '../../http/control-error.ts';
import { EventStream } from '../../http/sse.ts';
import type { SimEvent } from '../control-api.ts';
import type { TelegramControl } from './control.ts';
import { paymentRoutes } from './payment-routes.ts';
import { body, idParam, textParam } from './request.ts';
import * as schemas from './schemas.ts';
import type { SentFileKind } from './sending-files.ts';

/** Ten photos of 10 MB as base64. */
const BODY_LIMIT_BYTES = 160 * 1024 * 1024;

const SENT_FILES: readonly SentFileKind[] = ['document', 'sticker', 'video', 'voice'];

/** The HTTP face of `TelegramControl`: addresses and schemas, nothing else. */
export async function controlRoutes(scope: FastifyInstance, control: TelegramControl) {
  scope.setErrorHandler(answerError);
  scope.addHook('onRoute', (route) => {
    route.bodyLimit = BODY_LIMIT_BYTES;
  });
  peopleRoutes(scope, control);
  chatRoutes(scope, control);
  messageRoutes(scope, control);
  paymentRoutes(scope, control);
  updateRoutes(scope, control);
  faultRoutes(scope, control);
  eventRoute(scope, control);
  scope.get('/files/:fileId', async (request, reply) => {
    const { bytes, mimeType } = await control.file(textParam(request, 'fileId'));
    // Files come from anybody: a browser must not run them as pages of this origin.
    const isImage = mimeType.startsWith('image/') && !mimeType.includes('svg');
    return reply
      .header('content-type', isImage ? mimeType : 'application/octet-stream')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=3600')
      .send(bytes);
  });
  scope.post('/reset', () => {
    control.reset();
    return { ok: true };
  });
}

function peopleRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.get('/bot', () => control.bot());
  scope.get('/users', () => ({ users: control.users() }));
  scope.post('/users', (request) => control.createUser(body(request, schemas.newUserSchema)));
  scope.patch('/users/:userId', (request) =>
    control.changeUser(idParam(request, 'userId'), body(request, schemas.userChangeSchema)),
  );
}

function chatRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.get('/chats', () => ({ chats: control.chats() }));
  scope.post('/chats', (request) => control.createGroup(body(request, schemas.newGroupSchema)));
  scope.get('/chats/:chatId', (request) =>
    control.chat(chatId(request), schemas.readChatSchema.parse(request.query)),
  );
  scope.post('/chats/:chatId/block', (request) =>
    control.block(chatId(request), body(request, schemas.actorSchema)),
  );
  scope.post('/chats/:chatId/unblock', (request) =>
    control.unblock(chatId(request), body(request, schemas.actorSchema)),
  );
  scope.post('/chats/:chatId/stop-draft', (request) =>
    control.stopDraft(chatId(request), body(request, schemas.stopDraftSchema)),
  );
}

function messageRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.post('/chats/:chatId/text', (request) =>
    control.sendText(chatId(request), body(request, schemas.sendTextSchema)),
  );
  scope.post('/chats/:chatId/start', (request) =>
    control.pressStart(chatId(request), body(request, schemas.pressStartSchema)),
  );
  scope.post('/chats/:chatId/photos', (request) =>
    control.sendPhotos(chatId(request), body(request, schemas.sendPhotosSchema)),
  );
  for (const kind of SENT_FILES) {
    scope.post(`/chats/:chatId/${kind}`, (request) =>
      control.sendFile(chatId(request), kind, body(request, schemas.sendFileSchema)),
    );
  }
  scope.post('/chats/:chatId/forward-poll', (request) =>
    control.forwardPoll(chatId(request), body(request, schemas.forwardPollSchema)),
  );
  scope.post('/chats/:chatId/reply-keyboard', (request) =>
    control.pressReplyKey(chatId(request), body(request, schemas.pressReplyKeySchema)),
  );
  scope.post('/chats/:chatId/messages/:messageId/press', (request) =>
    control.pressButton(
      chatId(request),
      idParam(request, 'messageId'),
      body(request, schemas.pressButtonSchema),
    ),
  );
  scope.patch('/chats/:chatId/messages/:messageId', (request) =>
    control.editOwnMessage(
      chatId(request),
      idParam(request, 'messageId'),
      body(request, schemas.editOwnMessageSchema),
    ),
  );
}

function updateRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.get('/updates', () => control.updates());
  scope.post('/updates', (request) => control.inject(body(request, schemas.injectUpdateSchema)));
  scope.post('/updates/repeat-last', (request) =>
    control.repeatLast(body(request, schemas.repeatUpdatesSchema)),
  );
}

function faultRoutes(scope: FastifyInstance, control: TelegramControl): void {
  scope.get('/faults', () => ({ faults: control.faults() }));
  scope.post('/faults', (request) => control.addFault(body(request, schemas.faultRuleSchema)));
  scope.delete('/faults', () => ({ removed: control.removeFaults() }));
  scope.delete('/faults/:id', (request) => ({
    removed: control.removeFaults(textParam(request, 'id')),
  }));
  scope.get('/calls', (request) => control.calls(schemas.callFilterSchema.parse(request.query)));
  scope.delete('/calls', () => ({ removed: control.clearCalls() }));
}

function eventRoute(scope: FastifyInstance, control: TelegramControl): void {
  const open = new Set<EventStream>();
  scope.get('/events', (request, reply) => {
    const query = schemas.eventsQuerySchema.parse(request.query);
    const lastSeen = z.coerce.number().int().safeParse(request.headers['last-event-id']).data;
    reply.hijack();
    const stream = new EventStream(reply.raw, () => {
      stop();
      open.delete(stream);
    });
    open.add(stream);
    const send = (event: SimEvent) => {
      const isElsewhere = 'chatId' in event && event.chatId !== query.chatId;
      if (query.chatId === undefined || !isElsewhere) stream.send(event.seq, event);
    };
    const since = lastSeen ?? query.lastEventId;
    if (since !== undefined) replay(control, since, send);
    const stop = control.events.listen(send);
  });
  scope.addHook('preClose', async () => {
    for (const stream of open) stream.close();
  });
}

function replay(control: TelegramControl, since: number, send: (event: SimEvent) => void): void {
  const missed = control.events.since(since);
  if (missed === undefined) send({ seq: control.events.lastSeq, type: 'reset' });
  else for (const event of missed) send(event);
}

function chatId(request: FastifyRequest): number {
  return idParam(request, 'chatId');
}

function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof z.ZodError) {
    return reply.code(400).send({ error: z.prettifyError(error) });
  }
  if (error instanceof ControlError) {
    return reply.code(error.status).send({ error: error.message });
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  return reply.code(statusCode).send({ error: message });
}
