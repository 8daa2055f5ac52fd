import type { KeptInMind } from '../store.js';

/** The resources that are kept in mind, as Prisma asks for them. */
export const keptInMind = ({ deletedSince }: KeptInMind) => ({ OR: [{ deletedAt: null }, { deletedAt: { gte: new Date(deletedSince) } }] });
