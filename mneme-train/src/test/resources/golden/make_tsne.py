"""tsne-sklearn.csv: rows by their principal components, and where scikit-learn's exact t-SNE puts them.

python3 make_tsne.py > tsne-sklearn.csv    (scikit-learn 1.9.1, NumPy)
"""
import numpy as np
from sklearn.manifold import TSNE

i, j = np.arange(200)[:, None], np.arange(6)[None]
rows = np.sin(0.7 * i * (j + 1) + 0.01 * i * i) + 3 * ((i % 5) == j)
rows = rows - rows.mean(axis=0)
u, s, _ = np.linalg.svd(rows, full_matrices=False)
components = u * s
places = TSNE(perplexity=30, method="exact", init="pca", learning_rate="auto", random_state=0).fit_transform(components)
for row in np.hstack([components, places]):
    print(",".join(f"{value:.9g}" for value in row))
