SELECT a FROM raw.w;
