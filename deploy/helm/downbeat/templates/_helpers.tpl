{{- define "downbeat.name" -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "downbeat.selector" -}}
app.kubernetes.io/name: downbeat
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "downbeat.labels" -}}
{{ include "downbeat.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "downbeat.secret" -}}
{{- .Values.secrets.existing | default (include "downbeat.name" .) }}
{{- end }}
