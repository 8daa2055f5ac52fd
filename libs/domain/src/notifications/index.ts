export * from './compose-notification.js';
export { routesOf } from './match-routes.js';
export { type NotifiedIncident, type RoutedIncident, type Said, saidOf } from './notified-incident.js';
export * from './notify.js';
