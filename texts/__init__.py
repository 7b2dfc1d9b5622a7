"""The ground floor: what people write, in which language, and how it is kept clean and shown."""
