/**
 * A deleted resource is listed and can be opened for this long, as long as its minutes are kept. What is stored of it stays, as all else
 * does.
 */
export const DELETED_KEPT_DAYS = 15;
