-- Base de données : perry
SELECT a FROM raw.u;
