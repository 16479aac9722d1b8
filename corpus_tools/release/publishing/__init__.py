"""To the Hugging Face Hub, and out of it again."""
